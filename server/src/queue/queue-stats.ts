import { QUEUES, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { makeScript } from '../redis/script.ts';
import type { QueueStats } from '../schemas/stats.ts';
import { timeOfId } from './job-id.ts';
import { COUNTS_SCRIPT } from './scripts/counts.ts';

const script = makeScript(COUNTS_SCRIPT);
const n = z.number();
const text = z.string().nullable();
const Answer = z.array(
  z.tuple([
    n,
    n,
    n,
    n,
    n,
    n,
    n,
    z.array(z.string()),
    z.tuple([text, text, text, text, text, text]),
  ]),
);
type Answer = z.infer<typeof Answer>;
type Meta = Answer[number][8];

/** What was asked of the queue as a whole. */
function controlsOf([paused, concurrency, max, duration, by, since]: Meta): Pick<
  QueueStats,
  'paused' | 'globalConcurrency' | 'rateLimit'
> {
  return {
    paused: paused === null ? null : { by, since },
    globalConcurrency: concurrency === null ? null : Number(concurrency),
    rateLimit:
      max === null || duration === null ? null : { max: Number(max), durationMs: Number(duration) },
  };
}

/** Counts and the oldest waiting job of every queue, in one round trip. */
export async function queueStats({
  redis,
  keys,
}: {
  readonly redis: Redis;
  readonly keys: Keys;
}): Promise<QueueStats[]> {
  const answer = Answer.parse(await script(redis, [], [keys.bull, ...QUEUES]));
  return QUEUES.flatMap((queue, i) => {
    const ofQueue = answer[i];
    if (ofQueue === undefined) return [];
    const [waiting, prioritized, delayed, children, active, completed, failed, heads, meta] =
      ofQueue;
    // Ids of ours are times; a foreign id is no time and is left out.
    const times = heads.map(timeOfId).filter((time) => Number.isFinite(time));
    return {
      ...controlsOf(meta),
      queue,
      counts: {
        waiting,
        prioritized,
        delayed,
        'waiting-children': children,
        active,
        completed,
        failed,
      },
      oldestWaitingAt: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
    };
  });
}
