import type { Logger } from 'pino';
import type { Lease } from '../redis/lease.ts';
import type { ScheduleStore } from '../redis/schedule-store.ts';
import type { RunSchedule } from './run-schedule.ts';

/** The lease is renewed, and what is due looked for, at least this often. */
const BEAT_MS = 1_000;
/** Schedules served by one beat; the others by the next, at once. */
const BATCH = 50;

interface Parts {
  readonly store: ScheduleStore;
  readonly lease: Lease;
  readonly run: RunSchedule;
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * Queues the jobs of schedules when they are due. Every replica beats; only the one that holds the lease queues, and it sleeps until the next
 * due time. Should two do it at once, the idempotency key of the due time still makes it one job.
 */
export class ScheduleRunner {
  readonly #p: Parts;
  #timer: NodeJS.Timeout | null = null;
  #beating: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#p = parts;
  }

  start(): void {
    const again = (waitMs: number) => {
      if (this.#timer !== null) this.#timer = setTimeout(beat, waitMs);
    };
    const beat = () => {
      this.#beating = this.#beat().then(again, (error: unknown) => {
        this.#p.log.warn({ err: error }, 'Schedules could not be served; trying again');
        again(BEAT_MS);
      });
    };
    this.#timer = setTimeout(beat, 0);
  }

  /** Finishes what it is about, and gives up the lease so that another replica goes on at once. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#beating;
    await this.#p.lease.release().catch(() => undefined);
  }

  /** Resolves to how long to wait for the next one, in ms. */
  async #beat(): Promise<number> {
    const { store, lease, run, now } = this.#p;
    if (!(await lease.hold())) return BEAT_MS;
    const coming = await store.next(BATCH);
    const due = coming.filter((schedule) => schedule.due <= now());
    try {
      for (const schedule of due) await run(schedule.id, schedule.due);
    } finally {
      if (due.length > 0) await store.announce();
    }
    if (due.length > 0) return 0;
    const nextDue = coming[0]?.due ?? Infinity;
    return Math.max(0, Math.min(BEAT_MS, nextDue - now()));
  }
}
