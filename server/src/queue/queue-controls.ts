import { PAUSE_FIELDS, QUEUES, type Keys, type QueueName } from '@taskdeck/tasks';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { LimitChange } from '../schemas/queue.ts';

/**
 * What can be done to a whole queue; how it stands is in `JobQueue.stats`. One adapter talks to BullMQ, one fake lives in the tests.
 * Methods reject with Redis' own errors: callers map them with `withRedis`.
 */
export interface QueueControls {
  /** Workers get nothing more from it; what runs goes on. A queue that is paused stays as it is, with who paused it first. */
  pause(queue: QueueName, by: string): Promise<void>;
  resume(queue: QueueName): Promise<void>;
  /** Sets what is given, for workers that run already too. */
  setLimits(queue: QueueName, limits: LimitChange): Promise<void>;
  close(): Promise<void>;
}

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly log: Logger;
  readonly now: () => number;
}

/** The controls of BullMQ. What it does not know, who paused a queue and when, stands beside its own fields of the queue. */
export class BullmqQueueControls implements QueueControls {
  readonly #parts: Parts;
  readonly #queues: ReadonlyMap<QueueName, Queue>;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { redis: connection, keys, log } = parts;
    this.#queues = new Map(
      QUEUES.map((name) => {
        const queue = new Queue(name, { connection, prefix: keys.bull, skipMetasUpdate: true });
        // The connection itself reports that Redis is away.
        queue.on('error', (error) => log.debug({ queue: name, err: error }, 'Queue error'));
        return [name, queue];
      }),
    );
  }

  async pause(name: QueueName, by: string): Promise<void> {
    const queue = this.#queue(name);
    if (await queue.isPaused()) return;
    const { redis, keys, now } = this.#parts;
    const at = new Date(now()).toISOString();
    // Before the pause itself: whoever sees that it is paused can see by whom.
    const fields = { [PAUSE_FIELDS.by]: by, [PAUSE_FIELDS.since]: at };
    await redis.hset(keys.bullKey(name, 'meta'), fields);
    await queue.pause();
  }

  async resume(name: QueueName): Promise<void> {
    const { redis, keys } = this.#parts;
    await this.#queue(name).resume();
    await redis.hdel(keys.bullKey(name, 'meta'), PAUSE_FIELDS.by, PAUSE_FIELDS.since);
  }

  async setLimits(name: QueueName, { globalConcurrency, rateLimit }: LimitChange): Promise<void> {
    const queue = this.#queue(name);
    if (globalConcurrency === null) await queue.removeGlobalConcurrency();
    else if (globalConcurrency !== undefined) await queue.setGlobalConcurrency(globalConcurrency);
    if (rateLimit === null) await queue.removeGlobalRateLimit();
    else if (rateLimit !== undefined)
      await queue.setGlobalRateLimit(rateLimit.max, rateLimit.durationMs);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  /** BullMQ waits for a connection as long as it takes; callers of ours want to know at once. */
  #queue(name: QueueName): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined || this.#parts.redis.status !== 'ready')
      throw new Error('Connection is closed.');
    return queue;
  }
}
