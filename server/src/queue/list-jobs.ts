import { QUEUES, type JobState, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { JobFilter, JobPage, JobRow } from '../schemas/job.ts';
import { readRows } from './read-rows.ts';

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
}

/** Ids looked at in one call, so that a filter that matches little can't make a call long; the cursor goes on from there. */
const SCAN_LIMIT = 2_000;
/** Ids read from Redis at a time. */
const CHUNK = 200;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A source of ids, newest first, that starts behind a cursor. `cursorOf` names the place behind an id. */
interface Source {
  next(cursor: string | undefined, count: number): Promise<{ id: string; cursor: string }[]>;
}

/** All jobs, or those of a task, by submission. Flat in the number of jobs: ids are times, so a cursor is an id. */
function bySubmission({ redis }: Parts, key: string): Source {
  return {
    async next(cursor, count) {
      const ids = await redis.zrange(
        key,
        cursor === undefined ? '+' : `(${cursor}`,
        '-',
        'BYLEX',
        'REV',
        'LIMIT',
        0,
        count,
      );
      return ids.map((id) => ({ id, cursor: id }));
    },
  };
}

/** Completed or failed jobs of the queues, last ended first. The cursor is `time:id`: values, so that new ends do not shift pages. */
function byEnd({ redis, keys }: Parts, queues: readonly string[], state: JobState): Source {
  return {
    async next(cursor, count) {
      const [time, id] =
        cursor === undefined
          ? ['+inf', '']
          : [cursor.slice(0, cursor.indexOf(':')), cursor.slice(cursor.indexOf(':') + 1)];
      const max = Number.isNaN(Number(time.replace('+inf', '0'))) ? '+inf' : time;
      const found = await Promise.all(
        // Jobs that ended in the same millisecond are told apart by id; 100 of them fit beside a full chunk.
        queues.map((queue) =>
          redis.zrange(
            keys.bullKey(queue, state),
            max,
            '-inf',
            'BYSCORE',
            'REV',
            'LIMIT',
            0,
            count + 100,
            'WITHSCORES',
          ),
        ),
      );
      const entries = found.flatMap((flat) =>
        Array.from({ length: flat.length / 2 }, (_, i) => ({
          id: flat[2 * i] ?? '',
          time: Number(flat[2 * i + 1]),
        })),
      );
      return entries
        .filter((entry) => cursor === undefined || entry.time < Number(max) || entry.id < id)
        .sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1))
        .slice(0, count)
        .map((entry) => ({ id: entry.id, cursor: `${entry.time}:${entry.id}` }));
    },
  };
}

/** Jobs that have not ended: the newest of a bounded part of their list, because BullMQ orders these lists by when they run. */
function byWaiting({ redis, keys }: Parts, queues: readonly string[], state: JobState): Source {
  const last = SCAN_LIMIT - 1;
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

function sourceOf(parts: Parts, filter: JobFilter): Source {
  const queues: readonly string[] =
    filter.queue === undefined ? QUEUES : QUEUES.filter((queue) => queue === filter.queue);
  if (filter.state === 'completed' || filter.state === 'failed')
    return byEnd(parts, queues, filter.state);
  if (filter.state !== undefined) return byWaiting(parts, queues, filter.state);
  return bySubmission(
    parts,
    filter.task === undefined ? parts.keys.jobs : parts.keys.jobsOfTask(filter.task),
  );
}

function matches(row: JobRow, filter: JobFilter): boolean {
  const q = filter.q?.toLowerCase();
  return (
    (filter.state === undefined || row.state === filter.state) &&
    (filter.task === undefined || row.task === filter.task) &&
    (filter.queue === undefined || row.queue === filter.queue) &&
    (q === undefined || row.id.includes(q) || row.task.toLowerCase().includes(q))
  );
}

/** One page of rows, newest first (ended jobs: last ended first). */
export async function listJobs(parts: Parts, filter: JobFilter): Promise<JobPage> {
  if (filter.q !== undefined && UUID.test(filter.q)) {
    return {
      items: (await readRows(parts, [filter.q])).filter((row) => matches(row, filter)),
      nextCursor: null,
    };
  }
  const source = sourceOf(parts, filter);
  const items: JobRow[] = [];
  let { cursor } = filter;
  for (let scanned = 0; scanned < SCAN_LIMIT;) {
    const found = await source.next(cursor, Math.min(CHUNK, filter.limit + 1));
    if (found.length === 0) return { items, nextCursor: null };
    const rows = new Map(
      (
        await readRows(
          parts,
          found.map(({ id }) => id),
        )
      ).map((row) => [row.id, row]),
    );
    for (const entry of found) {
      // A full page ends before the next match is taken, so that the cursor stands right behind the last row shown.
      if (items.length === filter.limit) return { items, nextCursor: cursor ?? null };
      const row = rows.get(entry.id);
      if (row !== undefined && matches(row, filter)) items.push(row);
      cursor = entry.cursor;
    }
    scanned += found.length;
  }
  return { items, nextCursor: cursor ?? null };
}
