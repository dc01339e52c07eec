import type { DockerEngine } from '../docker/docker-engine.ts';
import type { DockerEvent } from '../docker/docker-event.ts';

/** The first attempt after a loss comes at once, the next ones later and later. */
const PAUSES_MS = [100, 500, 1_000, 2_000, 5_000];
/** A stream that lived for this long was a good one. */
const GOOD_MS = 10_000;

interface Parts {
  readonly docker: Pick<DockerEngine, 'events'>;
  /** Where to begin, by Docker's clock, epoch ms; asked at each attempt. */
  readonly sinceMs: () => number | null;
  readonly tell: (event: DockerEvent, attempt: Attempt) => void;
  /** `failures`: attempts in a row that failed. */
  readonly lost: (reason: string, failures: number) => void;
  readonly now: () => number;
}

/** One try at reading Docker's events. It counts as open until it fails: Docker does not say when it has begun. */
export interface Attempt {
  readonly openedMs: number;
  readonly signal: AbortSignal;
}

/** Docker's events, read for as long as the signal stands: opened anew when they end, by themselves or on request. */
export class EventStream {
  readonly #parts: Parts;
  readonly #signal: AbortSignal;
  #attempt: { openedMs: number; controller: AbortController; signal: AbortSignal } | null = null;
  #failures = 0;
  #wake: (() => void) | null = null;

  constructor(parts: Parts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  /** null: there is none at the moment. */
  get attempt(): Attempt | null {
    return this.#attempt;
  }

  /** Begins anew, for the reason that is given to `lost`. */
  reopen(reason: string): void {
    this.#failures = 0;
    this.#attempt?.controller.abort(new Error(reason));
  }

  /** Resolves when the signal aborts. */
  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      const { reason, livedMs } = await this.#try();
      if (this.#signal.aborted) return;
      this.#failures = livedMs >= GOOD_MS ? 1 : this.#failures + 1;
      this.#parts.lost(reason, this.#failures);
      await this.#pause();
    }
  }

  async #try(): Promise<{ reason: string; livedMs: number }> {
    const { docker, sinceMs, tell, now } = this.#parts;
    const controller = new AbortController();
    const signal = AbortSignal.any([this.#signal, controller.signal]);
    const attempt = { openedMs: now(), controller, signal };
    this.#attempt = attempt;
    try {
      return await docker.events(sinceMs(), signal, (event) => {
        if (!signal.aborted) tell(event, attempt);
      });
    } catch (error) {
      const cause: unknown = controller.signal.aborted ? controller.signal.reason : error;
      const reason = cause instanceof Error ? cause.message : String(cause);
      return { reason, livedMs: now() - attempt.openedMs };
    } finally {
      // Nothing that still comes from this one counts.
      controller.abort();
      this.#attempt = null;
    }
  }

  #pause(): Promise<void> {
    const ms = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length) - 1] ?? 0;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
