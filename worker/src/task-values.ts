import type { Keys, TaskValues } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';

const MAX_BYTES = 4 * 1_048_576;
const Name = z.string().regex(/^[\w.-]{1,100}$/);
const Stored = z.tuple([z.coerce.number().int(), z.string()]);

/** The values of tasks in Redis: a hash each. */
export class RedisTaskValues implements TaskValues {
  readonly #redis: Redis;
  readonly #keys: Keys;

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  async get(name: string): Promise<{ version: number; text: string } | null> {
    const [version, text] = await this.#redis.hmget(this.#keyOf(name), 'version', 'text');
    if (version === null || text === null) return null;
    const stored = Stored.parse([version, text]);
    return { version: stored[0], text: stored[1] };
  }

  /** Both in one step, so that no reader finds a version with another's text. */
  async set(name: string, text: string): Promise<number> {
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_BYTES)
      throw new RangeError(`The value "${name}" has ${bytes} bytes; at most ${MAX_BYTES} are kept`);
    const key = this.#keyOf(name);
    const answers = await this.#redis
      .multi()
      .hset(key, 'text', text)
      .hincrby(key, 'version', 1)
      .exec();
    return z.int().parse(answers?.[1]?.[1]);
  }

  #keyOf(name: string): string {
    if (!Name.safeParse(name).success)
      throw new RangeError(
        `A value's name has 1 to 100 letters, digits, _, . and -, not "${name}"`,
      );
    return this.#keys.taskValue(name);
  }
}
