import type { JobRow } from '@taskdeck/server/schemas/job';
import { formatDuration, formatSince, formatWhenExactly } from '../../format.ts';

/** What matters most about a job in its state: an error is someone else's words. */
export type Detail =
  | { readonly kind: 'progress'; readonly message: string | null }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

const text = (words: string): Detail => ({ kind: 'text', text: words });

/** `now` in epoch ms, for dates of other days. */
export function detailOf(row: JobRow, now: number): Detail {
  const again = row.attemptsMade > 0 ? `attempt ${row.attemptsMade + 1}` : null;
  switch (row.state) {
    case 'active':
      return {
        kind: 'progress',
        message: row.cancel === null ? (row.progress?.message ?? null) : 'cancelling',
      };
    case 'failed':
      return row.error?.code === 'CANCELLED'
        ? text(cancelledLine(row.cancel))
        : { kind: 'error', text: errorLine(row.error) };
    case 'delayed':
      return text(
        row.runAt === null
          ? 'delayed'
          : `${again ?? 'starts'} at ${formatWhenExactly(row.runAt, now)}`,
      );
    case 'completed':
      return text(row.progress?.message ?? '');
    case 'waiting-children':
      return text('waits for its children');
    default:
      return text(again === null ? 'waits for a worker' : `${again} waits for a worker`);
  }
}

/** Who cancelled it, and how long its code went on. */
function cancelledLine(cancel: JobRow['cancel']): string {
  if (cancel === null) return 'cancelled';
  const { by, requestedAt, stoppedAt } = cancel;
  if (stoppedAt === null) return `cancelled by ${by}, not stopped yet`;
  const after = Date.parse(stoppedAt) - Date.parse(requestedAt);
  return after <= 0
    ? `cancelled by ${by}`
    : `cancelled by ${by}, stopped in ${formatDuration(after)}`;
}

/** One line of an error: our own codes tell more than their sentence; the task's own error is its message. */
function errorLine(error: JobRow['error']): string {
  if (error === null) return "failed, can't tell why";
  const [line = ''] = error.message.split('\n');
  return error.code === 'TASK_FAILED' ? line : `${error.code}: ${line}`;
}

/** How long it waited for its first start, or waits now. null: can't be told from a row (it ran before). */
export function waitedWords(row: JobRow, now: number): string | null {
  const delayed = row.attemptsMade === 0 && row.runAt !== null ? row.runAt : row.submittedAt;
  if (row.startedAt === null)
    return row.state === 'waiting' || row.state === 'prioritized'
      ? formatSince(delayed, now)
      : null;
  return row.attemptsMade > (row.state === 'active' ? 0 : 1)
    ? null
    : formatDuration(Date.parse(row.startedAt) - Date.parse(delayed));
}

/** How long the last attempt took, or takes; null when none ran. */
export function tookWords(row: JobRow, now: number): string | null {
  if (row.startedAt === null) return null;
  if (row.state === 'active') return formatSince(row.startedAt, now);
  return row.finishedAt === null
    ? null
    : formatDuration(Date.parse(row.finishedAt) - Date.parse(row.startedAt));
}
