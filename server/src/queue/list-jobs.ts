import type { JobFilter, JobPage, JobRow } from '../schemas/job.ts';
import { NEWEST, type SourceParts, sourceOf } from './job-sources.ts';
import { readRows } from './read-rows.ts';

/** Ids looked at in one call, so that a filter that matches little can't make a call long; the cursor goes on from there. */
const SCAN_LIMIT = NEWEST;
/** Ids read from Redis at a time. */
const CHUNK = 200;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const isOneOf = <T>(wanted: T | undefined, value: T): boolean =>
  wanted === undefined || wanted === value;

function matches(row: JobRow, filter: JobFilter): boolean {
  const q = filter.q?.toLowerCase();
  const dead = filter.dead === true || filter.fingerprint !== undefined;
  return (
    isOneOf(filter.state, row.state) &&
    isOneOf(filter.task, row.task) &&
    isOneOf(filter.queue, row.queue) &&
    (filter.tag === undefined || row.tags.includes(filter.tag)) &&
    // Another program may have queued it again without knowing of the dead letters.
    (!dead || row.state === 'failed') &&
    (q === undefined || row.id.includes(q) || row.task.toLowerCase().includes(q))
  );
}

/** The one job with that id, if it matches. */
async function oneJob(parts: SourceParts, filter: JobFilter, id: string): Promise<JobPage> {
  const { redis, keys } = parts;
  const { dead, fingerprint } = filter;
  const sets = [
    ...(fingerprint === undefined ? [] : [keys.deadLettersOf(fingerprint)]),
    ...(dead === true ? [keys.deadLetters] : []),
  ];
  const scores = await Promise.all(sets.map((key) => redis.zscore(key, id)));
  const rows = scores.includes(null) ? [] : await readRows(parts, [id]);
  return { items: rows.filter((row) => matches(row, filter)), nextCursor: null };
}

/** One page of rows; `reach` is explained at `sourceOf`. */
export async function listJobs(
  parts: SourceParts,
  filter: JobFilter,
  reach: 'newest' | 'all' = 'newest',
): Promise<JobPage> {
  if (filter.q !== undefined && UUID.test(filter.q)) return oneJob(parts, filter, filter.q);
  const source = sourceOf(parts, filter, reach);
  const items: JobRow[] = [];
  let { cursor } = filter;
  for (let scanned = 0; scanned < SCAN_LIMIT;) {
    const found = await source.next(
      cursor,
      Math.min(CHUNK, reach === 'all' ? filter.limit : filter.limit + 1),
    );
    if (found.length === 0) return { items, nextCursor: null };
    const ids = found.map(({ id }) => id);
    const rows = new Map((await readRows(parts, ids)).map((row) => [row.id, row]));
    for (const entry of found) {
      // A full page ends before the next match is taken, so that the cursor stands right behind the last row shown.
      if (items.length === filter.limit) return { items, nextCursor: cursor ?? null };
      const row = rows.get(entry.id);
      if (row !== undefined && matches(row, filter)) items.push(row);
      cursor = entry.cursor;
    }
    scanned += found.length;
    // Who goes through all need not know beforehand whether this was the last page.
    if (reach === 'all' && items.length >= filter.limit) break;
  }
  return { items, nextCursor: cursor ?? null };
}
