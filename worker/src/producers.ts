import type { Keys } from '@taskdeck/tasks';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** Queues as one who adds jobs sees them; made when they are first asked for. */
export class Producers {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #queues = new Map<string, Queue>();

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  readonly queueOf = (name: string): Queue => {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = new Queue(name, { connection: this.#redis, prefix: this.#keys.bull });
    // The connection itself reports that Redis is away.
    queue.on('error', () => undefined);
    this.#queues.set(name, queue);
    return queue;
  };
}
