import { foreignMetas, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { queueOfMeta, type QueueName } from './queue-names.ts';

/** Keys that Redis looks at in one command: about a third of a millisecond. */
const SLICE = 1_000;
/** Commands of one look, all prefixes together. */
const SLICES = 50;
/** How long what was found is good once everything was seen. */
const FRESH_MS = 30_000;
/** Queues known at most. */
const MAX_QUEUES = 200;

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly prefixes: readonly string[];
  readonly now: () => number;
}

/** The queues known, by name, and whether these are all there are. */
export interface Found {
  readonly queues: readonly QueueName[];
  readonly complete: boolean;
}

/**
 * Finds queues by their meta hashes. Each look scans a bounded number of keys and the next one goes on from there, so that Redis is never
 * held up however many keys it has; who asks while a look is under way shares it.
 */
export class Discovery {
  readonly #parts: Parts;
  /** Of the last full pass and of the present one: a queue that is gone is forgotten at the end of the next pass. */
  #known = new Map<string, QueueName>();
  #seen = new Map<string, QueueName>();
  /** Where the present pass stands: in which prefix, and Redis' cursor there. */
  #at = { prefix: 0, cursor: '0' };
  #passes = 0;
  /** Whether the present pass, and the last full one, met more queues than are kept. */
  #overflows = false;
  #hasMore = false;
  #freshUntil = Number.NEGATIVE_INFINITY;
  #look: Promise<void> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async find(): Promise<Found> {
    if (this.#parts.now() >= this.#freshUntil) {
      this.#look ??= this.#scan().finally(() => {
        this.#look = null;
      });
      await this.#look;
    }
    const all = [...new Map([...this.#known, ...this.#seen]).values()];
    const queues = all.sort((a, b) => (a.ref < b.ref ? -1 : 1)).slice(0, MAX_QUEUES);
    return { queues, complete: this.#passes > 0 && !this.#hasMore };
  }

  async #scan(): Promise<void> {
    const { redis, keys, prefixes, now } = this.#parts;
    for (let slice = 0; slice < SLICES; slice += 1) {
      const prefix = prefixes[this.#at.prefix];
      if (prefix === undefined) break;
      const match = foreignMetas(prefix);
      const [cursor, found] = await redis.scan(this.#at.cursor, 'MATCH', match, 'COUNT', SLICE);
      for (const meta of found) {
        const queue = queueOfMeta(meta, prefixes, keys);
        if (queue === null) continue;
        if (this.#seen.size < MAX_QUEUES) this.#seen.set(queue.ref, queue);
        else if (!this.#seen.has(queue.ref)) this.#overflows = true;
      }
      this.#at = cursor === '0' ? { prefix: this.#at.prefix + 1, cursor } : { ...this.#at, cursor };
    }
    if (this.#at.prefix < prefixes.length) return;
    this.#known = this.#seen;
    this.#hasMore = this.#overflows;
    this.#overflows = false;
    this.#passes += 1;
    this.#seen = new Map();
    this.#at = { prefix: 0, cursor: '0' };
    this.#freshUntil = now() + FRESH_MS;
  }
}
