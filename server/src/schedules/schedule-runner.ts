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

  /** One that fails keeps no other from its turn. */
  async #serve({ id, due }: { id: string; due: number }): Promise<boolean> {
    try {
      return await this.#p.run(id, due);
    } catch (error) {
      this.#p.log.warn(
        { err: error, schedule: id },
        'A schedule could not be served; trying again',
      );
      return false;
    }
  }

  /** Resolves to how long to wait for the next one, in ms. */
  async #beat(): Promise<number> {
    const { store, lease, now } = this.#p;
    if (!(await lease.hold())) return BEAT_MS;
    const coming = await store.next(BATCH);
    const due = coming.filter((schedule) => schedule.due <= now());
    let served = 0;
    for (const schedule of due) if (await this.#serve(schedule)) served += 1;
    if (served > 0) await store.announce();
    if (served < due.length) return BEAT_MS;
    const nextDue = due.length > 0 ? 0 : (coming[0]?.due ?? Infinity);
    return Math.max(0, Math.min(BEAT_MS, nextDue - now()));
  }
}
