import type { ActionOutcome, JobQueue } from '../queue/job-queue.ts';
import type { Action, ActionKind } from '../schemas/action.ts';
import type { JobRow } from '../schemas/job.ts';

type State = JobRow['state'];

const ENDED: readonly State[] = ['completed', 'failed'];
const WAITING: readonly State[] = ['waiting', 'prioritized', 'delayed'];

/** In which states each can be done, and what to say in the others. One job and many at once are refused alike. */
export const ACTIONS = {
  retry: {
    allows: (state) => ENDED.includes(state),
    why: 'Only a job that failed or completed can be queued again.',
  },
  'run-now': {
    allows: (state) => state === 'delayed',
    why: 'Only a delayed job can be told to run now.',
  },
  cancel: {
    allows: (state) => !ENDED.includes(state),
    why: 'The job has already ended.',
  },
  remove: {
    allows: (state) => state !== 'active',
    why: 'A worker has the job; cancel it first.',
  },
  'set-priority': {
    allows: (state) => WAITING.includes(state),
    why: 'Only a job that waits or is delayed has a priority to change.',
  },
} as const satisfies Record<ActionKind, { allows: (state: State) => boolean; why: string }>;

/** Does it to one job. */
export function actOnJob(
  queue: JobQueue,
  { kind, by, priority }: Pick<Action, 'kind' | 'by' | 'priority'>,
  id: string,
): Promise<ActionOutcome> {
  if (kind === 'retry') return queue.retry(id);
  if (kind === 'run-now') return queue.runNow(id);
  if (kind === 'cancel') return queue.cancel(id, by);
  if (kind === 'remove') return queue.remove(id);
  return queue.setPriority(id, priority ?? 'medium');
}
