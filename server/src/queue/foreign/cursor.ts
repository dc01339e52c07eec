import type { JobState } from '@taskdeck/tasks';

/** Which of BullMQ's lists holds the jobs of a state; sorted sets are read `up` (next one first) or `down` (last one first). */
export const LISTS: Record<
  JobState,
  { readonly list: string; readonly order: 'up' | 'down' | null }
> = {
  waiting: { list: 'wait', order: null },
  active: { list: 'active', order: null },
  prioritized: { list: 'prioritized', order: 'up' },
  delayed: { list: 'delayed', order: 'up' },
  'waiting-children': { list: 'waiting-children', order: 'down' },
  completed: { list: 'completed', order: 'down' },
  failed: { list: 'failed', order: 'down' },
};

/** Where the list script goes on: offset, or order, score and id. What is no cursor of ours starts at the beginning. */
export function startOf(
  state: JobState,
  cursor: string | undefined,
): readonly [string, string, string] {
  const { order } = LISTS[state];
  if (order === null) return [/^\d{1,12}$/.test(cursor ?? '') ? (cursor ?? '') : '0', '', ''];
  const [, score = '', id = ''] = /^([\d.e+]{1,30}):(.+)$/s.exec(cursor ?? '') ?? [];
  return [order, id === '' ? '' : score, id];
}

/** The cursor behind a page; null: it was the last one. */
export function cursorOf([offset, score, id]: readonly [string, string, string]): string | null {
  if (offset !== '') return offset;
  return id === '' ? null : `${score}:${id}`;
}
