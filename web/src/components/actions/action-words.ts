import type { Action, ActionKind } from '@taskdeck/server/schemas/action';
import { formatCount, formatNumber } from '../../format.ts';

const DOING: Record<ActionKind, string> = {
  retry: 'Retrying',
  'run-now': 'Starting',
  cancel: 'Cancelling',
  remove: 'Removing',
  'set-priority': 'Moving',
};
const DID: Record<ActionKind, (jobs: string) => string> = {
  retry: (jobs) => `Queued ${jobs} again`,
  'run-now': (jobs) => `Started ${jobs}`,
  cancel: (jobs) => `Cancelled ${jobs}`,
  remove: (jobs) => `Removed ${jobs}`,
  'set-priority': (jobs) => `Moved ${jobs}`,
};

type Told = Pick<Action, 'kind' | 'priority' | 'state' | 'total' | 'done' | 'refused'>;

/** Where a change of priority leads to. */
const goal = ({ priority }: Told): string => (priority === null ? '' : ` to ${priority} priority`);

/** What an action does, or did, in a line: `Retrying 312 jobs`, `Removed 300 jobs`, `Stopped after 140 of 312 jobs`. */
export function actionTitle(action: Told): string {
  const { kind, state, total, done, refused } = action;
  const seen = done + refused;
  const jobs = total === null ? 'jobs' : formatCount(total, 'job');
  switch (state) {
    case 'running':
      return `${DOING[kind]} ${jobs}${goal(action)}`;
    case 'done':
      return DID[kind](done === 0 ? 'no job' : formatCount(done, 'job')) + goal(action);
    case 'aborted':
      return `Stopped after ${total === null ? formatCount(seen, 'job') : `${formatNumber(seen)} of ${jobs}`}`;
    case 'failed':
      return `${DOING[kind]} broke off after ${formatCount(seen, 'job')}`;
  }
}

/** How far it is, 0 to 100; null while the number of jobs is not known. */
export function actionPercent({ total, done, refused }: Told): number | null {
  if (total === null) return null;
  return total === 0 ? 100 : Math.min(100, Math.floor((100 * (done + refused)) / total));
}

/** Why jobs were refused, most frequent first: `12 × it runs`. Only the first 100 come with a reason. */
export function refusalWords({
  refused,
  refusals,
}: Pick<Action, 'refused' | 'refusals'>): string[] {
  const counts = new Map<string, number>();
  for (const { why } of refusals) counts.set(why, (counts.get(why) ?? 0) + 1);
  const lines = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([why, count]) => `${formatNumber(count)} × ${why}`);
  const rest = refused - refusals.length;
  return rest > 0 ? [...lines, `${formatNumber(rest)} more`] : lines;
}
