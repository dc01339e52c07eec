import type { Keys } from '../keys.ts';
import { PROBE_EVERY_MS, PROBE_REPORT_TTL_MS, ProbePlan } from './probe-plan.ts';
import { runProbes } from './run-probes.ts';

/** How soon a new plan, or a request, is noticed. */
const LOOK_MS = 5_000;

export interface ProberParts {
  /** The two commands that it needs of a Redis client. */
  readonly redis: {
    mget(keys: string[]): Promise<(string | null)[]>;
    set(key: string, value: string, unit: 'PX', ms: number): Promise<unknown>;
  };
  readonly keys: Keys;
  /** In full or its first 12 digits; null: it is in none, and there is nothing to try. */
  readonly containerId: string | null;
  readonly now: () => number;
  readonly log: { debug(about: object, message: string): void };
}

/** Tries from inside this container what the plan says, each minute, when it changes and when asked, and reports to Redis. */
export class Prober {
  readonly #parts: ProberParts;
  #timer: NodeJS.Timeout | null = null;
  #last = { plan: '', asked: '', at: 0 };
  #stopped = false;

  constructor(parts: ProberParts) {
    this.#parts = parts;
  }

  start(): void {
    const { containerId, log } = this.#parts;
    if (containerId === null) return;
    const look = () => {
      this.#look(containerId.slice(0, 12))
        .catch((error: unknown) => log.debug({ err: error }, 'Probes failed; trying again'))
        .finally(() => {
          if (!this.#stopped) this.#timer = setTimeout(look, LOOK_MS).unref();
        });
    };
    this.#timer = setTimeout(look, 0).unref();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #look(containerId: string): Promise<void> {
    const { redis, keys, now } = this.#parts;
    const [plan = null, asked = null] = await redis.mget([keys.probePlan, keys.probeAsked]);
    if (plan === null) return;
    const last = this.#last;
    const news = plan !== last.plan || (asked ?? '') !== last.asked;
    if (!news && now() - last.at < PROBE_EVERY_MS) return;
    this.#last = { plan, asked: asked ?? '', at: now() };
    const found = await runProbes(ProbePlan.parse(JSON.parse(plan)));
    if (this.#stopped) return;
    const report = JSON.stringify({ at: new Date(now()).toISOString(), ...found });
    await redis.set(keys.probeReport(containerId), report, 'PX', PROBE_REPORT_TTL_MS);
  }
}
