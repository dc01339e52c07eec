import type { Job, JobPage, JobRow } from './api.ts';

/** What a list was asked for, as far as a row can be held against it. */
export interface RowFilter {
  state?: string | undefined;
  task?: string | undefined;
  queue?: string | undefined;
  q?: string | undefined;
  tag?: string | undefined;
  /** Only dead letters. */
  dead?: boolean | undefined;
  /** A group of dead letters. Whether a row is of it can't be told here. */
  fingerprint?: string | undefined;
}

/**
 * Whether a row belongs into a list with this filter: the same rules as the server's. Of dead letters only what is none any more can be
 * told: one that was in the list and has failed is taken to be still in it.
 */
export function rowMatches(row: JobRow, filter: RowFilter): boolean {
  if (filter.state !== undefined && filter.state !== row.state) return false;
  if (filter.task !== undefined && filter.task !== row.task) return false;
  if (filter.queue !== undefined && filter.queue !== row.queue) return false;
  if (filter.tag !== undefined && !row.tags.includes(filter.tag)) return false;
  const isDead = row.state === 'failed' && row.error?.code !== 'CANCELLED';
  if ((filter.dead === true || filter.fingerprint !== undefined) && !isDead) return false;
  const q = filter.q?.trim().toLowerCase() ?? '';
  return q === '' || row.id.toLowerCase().includes(q) || row.task.toLowerCase().includes(q);
}

/** Jobs that changed, by id, and ids that are gone. */
export interface JobChanges {
  rows: ReadonlyMap<string, JobRow>;
  removed: ReadonlySet<string>;
}

/**
 * One page with the changes: rows replaced where they are, left out when they are gone or match no more. Nothing is added
 * (new rows are announced, they don't jump in). The same object when nothing changed, so that nothing renders again.
 */
export function patchPage(page: JobPage, changes: JobChanges, filter: RowFilter): JobPage {
  const touched = page.items.some((row) => changes.rows.has(row.id) || changes.removed.has(row.id));
  if (!touched) return page;
  const items = page.items.flatMap((old) => {
    if (changes.removed.has(old.id)) return [];
    const row = changes.rows.get(old.id) ?? old;
    return rowMatches(row, filter) ? [row] : [];
  });
  return { ...page, items };
}

/** The job with what its row says. The stack and the whole message stay: a row's texts are cut. */
export function patchJob(job: Job, row: JobRow): Job {
  const sameError = row.error !== null && job.error !== null && row.error.code === job.error.code;
  return { ...job, ...row, error: sameError ? job.error : row.error };
}

/** Whether more than the row's own fields must have changed: attempts, result, container. Then the job is fetched once more. */
export function needsRefetch(job: Job, row: JobRow): boolean {
  return (
    job.state !== row.state ||
    job.attemptsMade !== row.attemptsMade ||
    job.startedAt !== row.startedAt ||
    job.finishedAt !== row.finishedAt
  );
}

/**
 * A short page that follows along: rows that match now and are not in it yet come in front, at most `limit` stay. For lists that are a
 * glance (what runs, what failed last), not for those that are read and clicked.
 */
export function followPage(
  page: JobPage,
  rows: readonly JobRow[],
  filter: RowFilter,
  limit: number,
): JobPage {
  const known = new Set(page.items.map((row) => row.id));
  const fresh = rows.filter((row) => !known.has(row.id) && rowMatches(row, filter));
  if (fresh.length === 0) return page;
  return { ...page, items: [...fresh.toReversed(), ...page.items].slice(0, limit) };
}
