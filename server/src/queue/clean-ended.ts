import type { Keys } from '@taskdeck/tasks';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Retention } from './job-queue.ts';

/** Jobs that BullMQ removes in one script: a few milliseconds. */
const BATCH = 200;

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly now: () => number;
}

/**
 * Removes a batch of what retention does not keep. BullMQ does so only when another job ends in the same queue. Each call of its `clean` adds to the queue's
 * events, so it is called only where there is something to remove.
 */
export async function cleanEnded(
  { redis, keys, queues, now }: Parts,
  keep: Retention,
): Promise<number> {
  let removed = 0;
  for (const [name, queue] of queues) {
    for (const state of ['completed', 'failed'] as const) {
      const { age, count } = keep[state];
      const set = keys.bullKey(name, state);
      const [old, all] = await Promise.all([
        redis.zcount(set, '-inf', now() - age * 1_000),
        redis.zcard(set),
      ]);
      if (old > 0) removed += (await queue.clean(age * 1_000, BATCH, state)).length;
      else if (all > count)
        removed += (await queue.clean(0, Math.min(BATCH, all - count), state)).length;
    }
  }
  return removed;
}
