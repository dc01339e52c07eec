import { QUEUES, type JobState, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { JobFilter } from '../schemas/job.ts';

export interface SourceParts {
  readonly redis: Redis;
  readonly keys: Keys;
}

/** A source of ids that starts behind a cursor. `cursor` names the place behind an id. */
export interface Source {
  next(cursor: string | undefined, count: number): Promise<{ id: string; cursor: string }[]>;
}

/** Of a state that has not ended a page shows the newest so many. */
export const NEWEST = 2_000;

/** An index of jobs by submission. Flat in the number of jobs: ids are times, so a cursor is an id. */
function bySubmission({ redis }: SourceParts, key: string): Source {
  return {
    async next(cursor, count) {
      const max = cursor === undefined ? '+' : `(${cursor}`;
      const ids = await redis.zrange(key, max, '-', 'BYLEX', 'REV', 'LIMIT', 0, count);
      return ids.map((id) => ({ id, cursor: id }));
    },
  };
}

/**
 * Sorted sets, highest score first: ended jobs by their end. The cursor is `score:id`: values, so that new entries do not shift pages, and an
 * entry that leaves, or comes back with a higher score, does not either.
 */
function byScore({ redis }: SourceParts, sets: readonly string[]): Source {
  return {
    async next(cursor, count) {
      const at = cursor?.indexOf(':') ?? 0;
      const [score, id] = [cursor?.slice(0, at) ?? '', cursor?.slice(at + 1) ?? ''];
      const max = score === '' || Number.isNaN(Number(score)) ? '+inf' : score;
      const found = await Promise.all(
        // Entries with the same score are told apart by id; 100 of them fit beside a full chunk.
        sets.map((key) =>
          redis.zrange(key, max, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, count + 100, 'WITHSCORES'),
        ),
      );
      const entries = found.flatMap((flat) =>
        Array.from({ length: flat.length / 2 }, (_, i) => ({
          id: flat[2 * i] ?? '',
          score: Number(flat[2 * i + 1]),
        })),
      );
      return entries
        .filter((entry) => max === '+inf' || entry.score < Number(max) || entry.id < id)
        .sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))
        .slice(0, count)
        .map((entry) => ({ id: entry.id, cursor: `${entry.score}:${entry.id}` }));
    },
  };
}

/** Jobs that have not ended: the newest of a bounded part of their list, because BullMQ orders these lists by when they run. */
function newestOf(
  { redis, keys }: SourceParts,
  queues: readonly string[],
  state: JobState,
): Source {
  const last = NEWEST - 1;
  const read = async (queue: string): Promise<string[]> => {
    if (state === 'active') return redis.lrange(keys.bullKey(queue, 'active'), 0, last);
    if (state !== 'waiting') return redis.zrange(keys.bullKey(queue, state), 0, last, 'REV');
    const lists = ['wait', 'paused'].map((list) =>
      redis.lrange(keys.bullKey(queue, list), 0, last),
    );
    return (await Promise.all(lists)).flat();
  };
  return {
    async next(cursor, count) {
      const ids = (await Promise.all(queues.map(read))).flat().sort().toReversed();
      const rest = cursor === undefined ? ids : ids.filter((id) => id < cursor);
      return rest.slice(0, count).map((id) => ({ id, cursor: id }));
    },
  };
}

/** States whose jobs stand in a sorted set. */
const IN_SETS: ReadonlySet<JobState> = new Set([
  'completed',
  'failed',
  'prioritized',
  'delayed',
  'waiting-children',
]);

export const queuesOf = (filter: Pick<JobFilter, 'queue'>): readonly string[] =>
  filter.queue === undefined ? QUEUES : QUEUES.filter((queue) => queue === filter.queue);

/**
 * The smallest ordered set of ids that holds all that match. `reach: 'newest'` is for people: newest first, of a state that has not ended
 * the newest only. `'all'` is for going through all of them: prioritized, delayed and waiting for children come last to run first.
 */
export function sourceOf(
  parts: SourceParts,
  filter: Omit<JobFilter, 'cursor' | 'limit'>,
  reach: 'newest' | 'all',
): Source {
  const { keys } = parts;
  const { state, tag, task, dead, fingerprint } = filter;
  if (fingerprint !== undefined) return byScore(parts, [keys.deadLettersOf(fingerprint)]);
  if (dead === true) return byScore(parts, [keys.deadLetters]);
  if (tag !== undefined) return bySubmission(parts, keys.jobsOfTag(tag));
  if (state === undefined)
    return bySubmission(parts, task === undefined ? keys.jobs : keys.jobsOfTask(task));
  const queues = queuesOf(filter);
  const ended = state === 'completed' || state === 'failed';
  if (ended || (reach === 'all' && IN_SETS.has(state)))
    return byScore(
      parts,
      queues.map((queue) => keys.bullKey(queue, state)),
    );
  return newestOf(parts, queues, state);
}
