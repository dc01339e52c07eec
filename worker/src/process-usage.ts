import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Usage {
  readonly memoryBytes: number;
  /** Of one core: 100 is one core busy. */
  readonly cpuPercent: number;
  /** p99 of how late timers were. */
  readonly eventLoopLagMs: number;
}

/** How often the delay of the event loop is looked at. */
const RESOLUTION_MS = 20;
/** Shorter spans tell nothing: the answer of the last one is given again. */
const MIN_SPAN_MS = 1_000;

/** What this process uses, threads included, between one look and the next. */
export class ProcessUsage {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #cpu = process.cpuUsage();
  #at = performance.now();
  #last = { cpuPercent: 0, eventLoopLagMs: 0 };

  constructor() {
    this.#delay.enable();
  }

  look(): Usage {
    const span = performance.now() - this.#at;
    if (span >= MIN_SPAN_MS) {
      const { user, system } = process.cpuUsage(this.#cpu);
      // The histogram holds the time between two looks, so an idle loop shows the resolution itself; NaN without a look.
      const between = this.#delay.percentile(99) / 1e6;
      this.#last = {
        cpuPercent: round(((user + system) / 1_000 / span) * 100),
        eventLoopLagMs: round(Math.max(0, (between || 0) - RESOLUTION_MS)),
      };
      this.#delay.reset();
      this.#cpu = process.cpuUsage();
      this.#at = performance.now();
    }
    return { memoryBytes: process.memoryUsage.rss(), ...this.#last };
  }

  stop(): void {
    this.#delay.disable();
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;
