import type { JobRow } from '@taskdeck/server/schemas/job';
import type { Stats } from '@taskdeck/server/schemas/stats';

export type JobState = JobRow['state'];

/** The states that the list can be narrowed to, as people see them. */
export const VIEWS = [
  'all',
  'waiting',
  'active',
  'delayed',
  'waiting-children',
  'failed',
  'completed',
] as const;
export type View = (typeof VIEWS)[number];

/** The view of a `?state=`; what is none is all. A prioritized job waits, too: BullMQ only keeps it elsewhere. */
export function viewOf(state: string | undefined): View {
  if (state === 'prioritized') return 'waiting';
  return VIEWS.find((view) => view === state) ?? 'all';
}

/** What the server is asked for: one list, or two to be merged. undefined: of any state. */
export function statesOf(view: View): readonly [JobState | undefined, JobState?] {
  if (view === 'all') return [undefined];
  return view === 'waiting' ? ['prioritized', 'waiting'] : [view];
}

/** How many jobs a view holds, as of the last statistics. */
export function countOf(view: View, totals: Stats['totals']): number {
  if (view === 'all') return Object.values(totals).reduce((sum, count) => sum + count, 0);
  return view === 'waiting' ? totals.waiting + totals.prioritized : totals[view];
}

/** A list so far, newest first, and whether older rows are still on the server. */
interface PartialList {
  readonly rows: readonly JobRow[];
  readonly hasMore: boolean;
}

/**
 * Lists that are each newest first (ids are UUIDv7, so their order is the order of submission) as one. Rows older than the
 * last one of a list that goes on are held back: something of that list may belong between them.
 */
export function mergeNewestFirst(lists: readonly PartialList[]): readonly JobRow[] {
  const [only, ...others] = lists;
  if (only !== undefined && others.length === 0) return only.rows;
  const horizon = lists
    .filter((list) => list.hasMore)
    .map((list) => list.rows.at(-1)?.id ?? '\u{10ffff}')
    .reduce((a, b) => (a > b ? a : b), '');
  const rows = new Map(lists.flatMap((list) => list.rows).map((row) => [row.id, row]));
  return [...rows.values()]
    .filter((row) => row.id >= horizon)
    .sort((a, b) => (a.id < b.id ? 1 : -1));
}

/**
 * Whether a job that matches but is not listed is news. One older than everything listed is not, as long as the list goes
 * on: it is merely further down.
 */
export function isNews(id: string, listed: readonly JobRow[], hasMore: boolean): boolean {
  const oldest = listed.at(-1)?.id;
  return !hasMore || oldest === undefined || id > oldest;
}
