import { CANCEL_SCRIPT, cancelArgs, cancelKeys, JobError, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { RunningJobs } from './running-jobs.ts';

export const cancelled = (): JobError => new JobError('CANCELLED', 'Cancelled while it ran');

const Flag = z.object({ by: z.string() });

interface CancelsParts {
  readonly keys: Keys;
  readonly running: RunningJobs;
  readonly log: Logger;
}

/**
 * Aborts running jobs when a cancel is asked for. The message is only the fast way: after a gap in the connection the flags are
 * looked up, because messages of that time are lost.
 */
export class Cancels {
  readonly #redis: Redis;
  readonly #parts: CancelsParts;

  constructor(redis: Redis, parts: CancelsParts) {
    this.#redis = redis;
    this.#parts = parts;
  }

  /** @param subscriber a connection that subscribes and does nothing else */
  listen(subscriber: Redis): void {
    const { keys, running, log } = this.#parts;
    subscriber.on('message', (channel, id) => {
      if (channel === keys.cancels) running.abort(id, cancelled());
    });
    subscriber.on('ready', () => {
      subscriber
        .subscribe(keys.cancels)
        .then(() => this.#lookUp())
        .catch((error) => log.warn({ err: error }, 'Cancels were not looked up'));
    });
  }

  /**
   * For a job that waits for its next attempt: a cancel that came after the last one had ended and before BullMQ had put the job back
   * found it active, and would be obeyed at the next start only, maybe an hour later.
   */
  async obeyNow(id: string): Promise<void> {
    const { keys } = this.#parts;
    const flag = await this.#redis.get(keys.cancel(id));
    if (flag === null) return;
    const { by } = Flag.parse(JSON.parse(flag));
    const scriptKeys = cancelKeys(keys, id);
    const args = cancelArgs(keys, id, by, Date.now());
    await this.#redis.eval(CANCEL_SCRIPT, scriptKeys.length, ...scriptKeys, ...args);
  }

  async #lookUp(): Promise<void> {
    const { keys, running } = this.#parts;
    const jobs = running.list();
    if (jobs.length === 0) return;
    const flags = await this.#redis.mget(jobs.map(({ id }) => keys.cancel(id)));
    for (const [index, job] of jobs.entries()) if (flags[index]) job.abort(cancelled());
  }
}
