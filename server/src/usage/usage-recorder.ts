import {
  isNewStep,
  USAGE_STEPS,
  type Series,
  type StepName,
  type Values,
} from '../redis/series.ts';
import { rollUp } from './usage-sample.ts';

/** After this long without a sample another replica may have gone on: where the series stand is read anew. */
const MEMORY_MS = 30_000;
/** Samples that wait for a Redis that takes none, per container. */
const MOST_PENDING = 60;
/** From which resolution each coarser one is made. */
const FINER = { '1m': '10s', '10m': '1m' } as const satisfies Partial<Record<StepName, StepName>>;

interface Parts {
  /** Made with `USAGE_STEPS`. */
  readonly series: Series;
  readonly now: () => number;
}

/**
 * Writes samples of containers into their series: every 10 s what was sampled since, and each coarser resolution from the finer one in Redis,
 * so that peaks are not lost when another replica takes over.
 */
export class UsageRecorder {
  readonly #p: Parts;
  #pending = new Map<string, Values[]>();
  #calledAt = Number.NEGATIVE_INFINITY;
  /** By resolution: when it was written last, by our clock, and up to which time of Redis. */
  #written = new Map<StepName, { at: number; upTo: number }>();

  constructor(parts: Parts) {
    this.#p = parts;
  }

  /** One sample of each container, by the name of its series. Rejects when Redis takes none; the next call tries again. */
  async record(samples: ReadonlyMap<string, Values>): Promise<void> {
    const now = this.#p.now();
    const names = [...samples.keys()];
    if (now - this.#calledAt > MEMORY_MS) await this.#resume(names);
    this.#calledAt = now;
    for (const [name, values] of samples)
      this.#pending.set(name, [...(this.#pending.get(name) ?? []), values].slice(-MOST_PENDING));
    if (!this.#isDue('10s', now)) return;
    const rolled = new Map([...this.#pending].map(([name, pending]) => [name, rollUp(pending)]));
    await this.#write('10s', rolled, now);
    this.#pending.clear();
    for (const step of ['1m', '10m'] as const)
      if (this.#isDue(step, now)) await this.#write(step, await this.#coarser(step, names), now);
  }

  async #resume(names: readonly string[]): Promise<void> {
    this.#pending.clear();
    for (const { name: step } of USAGE_STEPS) {
      const newest = await Promise.all(names.map((name) => this.#p.series.newestAt(name, step)));
      const upTo = Math.max(0, ...newest.map((time) => time ?? 0));
      // Where Redis' clock is ahead of ours, nothing would be due until ours is there.
      this.#written.set(step, { at: Math.min(upTo, this.#p.now()), upTo });
    }
  }

  #isDue(step: StepName, now: number): boolean {
    const ms = USAGE_STEPS.find(({ name }) => name === step)?.ms ?? 0;
    return isNewStep(now, this.#written.get(step)?.at ?? 0, ms);
  }

  async #coarser(step: keyof typeof FINER, names: readonly string[]): Promise<Map<string, Values>> {
    const since = this.#written.get(step)?.upTo ?? 0;
    const finer = await this.#p.series.after(names, FINER[step], since);
    return new Map(
      [...finer]
        .filter(([, samples]) => samples.length > 0)
        .map(([name, samples]) => [name, rollUp(samples.map(({ values }) => values))]),
    );
  }

  async #write(step: StepName, samples: ReadonlyMap<string, Values>, at: number): Promise<void> {
    const newest = await this.#p.series.addAll(step, samples);
    // What was begun at the end of a step may stand in the next one, which has its sample then.
    const standsAt = Math.max(at, Math.min(newest ?? 0, this.#p.now()));
    const upTo = newest ?? this.#written.get(step)?.upTo ?? 0;
    this.#written.set(step, { at: standsAt, upTo });
  }
}
