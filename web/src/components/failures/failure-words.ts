import type { DeadLetterSummary } from '@taskdeck/server/schemas/dead-letter';
import { formatWhen } from '../../format.ts';

type Told = Pick<DeadLetterSummary, 'code' | 'message' | 'task' | 'firstAt' | 'lastAt' | 'count'>;

/** What differs from job to job, as the server marks it. */
const DIFFERS = /<(?:n|id|url|text)>/g;

/** What failed: our own codes tell more than their sentence; the task's own error is its message, with a gap where jobs differ. */
export function causeWords({ code, message }: Pick<Told, 'code' | 'message'>): string {
  const words = message.replaceAll(DIFFERS, '…');
  if (code === 'TASK_FAILED') return words === '' ? 'Failed without a message' : words;
  return words === '' ? code : `${code}: ${words}`;
}

/** Where and since when: `in notify since 14:02, last at 14:32`. `now` in epoch ms, for dates of other days. */
export function placeWords({ task, firstAt, lastAt, count }: Told, now: number): string {
  const first = formatWhen(firstAt, now);
  const last = formatWhen(lastAt, now);
  if (count === 1) return `in ${task} at ${first}`;
  return first === last ? `in ${task} at ${first}` : `in ${task} since ${first}, last at ${last}`;
}
