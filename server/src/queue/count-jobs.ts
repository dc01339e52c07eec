import type { JobCount, JobMatch } from '../schemas/job.ts';
import { NEWEST, queuesOf, type SourceParts } from './job-sources.ts';
import { listJobs } from './list-jobs.ts';

/** Jobs looked at where no set of Redis has the answer. */
const LOOK_LIMIT = 10_000;
const PAGE = 200;

/** The lists and sets of BullMQ that hold a state. */
const SETS = {
  waiting: { sets: [], lists: ['wait', 'paused'] },
  active: { sets: [], lists: ['active'] },
  prioritized: { sets: ['prioritized'], lists: [] },
  delayed: { sets: ['delayed'], lists: [] },
  'waiting-children': { sets: ['waiting-children'], lists: [] },
  completed: { sets: ['completed'], lists: [] },
  failed: { sets: ['failed'], lists: [] },
} as const satisfies Record<
  NonNullable<JobMatch['state']>,
  { sets: readonly string[]; lists: readonly string[] }
>;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** How many jobs of the state there are in the queues of the filter. */
async function countState(
  { redis, keys }: SourceParts,
  filter: JobMatch,
  state: NonNullable<JobMatch['state']>,
): Promise<number> {
  const { sets, lists } = SETS[state];
  const queues = queuesOf(filter);
  const counts = queues.flatMap((queue) => [
    ...sets.map((name) => redis.zcard(keys.bullKey(queue, name))),
    ...lists.map((name) => redis.llen(keys.bullKey(queue, name))),
  ]);
  return sum(await Promise.all(counts));
}

/** No more than this match: the smallest of the sets that hold all matches. */
async function upperBound(parts: SourceParts, filter: JobMatch): Promise<number> {
  const { redis, keys } = parts;
  const { state, task, tag, dead, fingerprint } = filter;
  const bounds = [redis.zcard(task === undefined ? keys.jobs : keys.jobsOfTask(task))];
  if (state !== undefined) bounds.push(countState(parts, filter, state));
  if (tag !== undefined) bounds.push(redis.zcard(keys.jobsOfTag(tag)));
  if (dead === true) bounds.push(redis.zcard(keys.deadLetters));
  if (fingerprint !== undefined) bounds.push(redis.zcard(keys.deadLettersOf(fingerprint)));
  return Math.min(...(await Promise.all(bounds)));
}

/** How many jobs match: from the sets where they tell, else by looking at up to `LOOK_LIMIT` jobs. */
export async function countJobs(parts: SourceParts, filter: JobMatch): Promise<JobCount> {
  const { state, queue: _queue, ...others } = filter;
  if (state !== undefined && Object.values(others).every((value) => value === undefined)) {
    const count = await countState(parts, filter, state);
    return { count, exact: true, atMost: count };
  }
  let count = 0;
  let cursor: string | null = null;
  for (let looked = 0; looked < LOOK_LIMIT;) {
    const from = cursor === null ? {} : { cursor };
    const page = await listJobs(parts, { ...filter, ...from, limit: PAGE }, 'all');
    count += page.items.length;
    // A page that is not full looked as far as it may.
    looked += page.items.length === PAGE ? PAGE : NEWEST;
    cursor = page.nextCursor;
    if (cursor === null) return { count, exact: true, atMost: count };
  }
  return { count, exact: false, atMost: Math.max(count, await upperBound(parts, filter)) };
}
