import { JobError, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RunningJobs } from './running-jobs.ts';

export const cancelled = (): JobError => new JobError('CANCELLED', 'Cancelled while it ran');

/**
 * Aborts running jobs when a cancel is asked for. The message is only the fast way: after a gap in the connection the flags are
 * looked up, because messages of that time are lost.
 */
export class Cancels {
  readonly #redis: Redis;
  readonly #subscriber: Redis;

  /** @param subscriber a connection of its own, for a connection that subscribes can do nothing else */
  constructor(
    redis: Redis,
    subscriber: Redis,
    parts: { keys: Keys; running: RunningJobs; log: Logger },
  ) {
    const { keys, running, log } = parts;
    this.#redis = redis;
    this.#subscriber = subscriber;
    subscriber.on('message', (_channel, id) => running.abort(id, cancelled()));
    subscriber.on('ready', () => {
      subscriber
        .subscribe(keys.cancels)
        .then(() => this.#lookUp(keys, running))
        .catch((error) => log.warn({ err: error }, 'Cancels were not looked up'));
    });
  }

  stop(): void {
    this.#subscriber.disconnect();
  }

  async #lookUp(keys: Keys, running: RunningJobs): Promise<void> {
    const jobs = running.list();
    if (jobs.length === 0) return;
    const flags = await this.#redis.mget(jobs.map(({ id }) => keys.cancel(id)));
    for (const [index, job] of jobs.entries()) if (flags[index]) job.abort(cancelled());
  }
}
