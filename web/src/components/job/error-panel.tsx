import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CodeText } from '../code-text/code-text.tsx';
import { ErrorStack } from './error-stack.tsx';
import './error-text.css';
import { lostBecause } from './container-end.ts';
import type { Job } from './job.ts';

/** What each code of ours means, for who reads it for the first time. The task's own errors speak for themselves. */
const MEANING: Record<NonNullable<Job['error']>['code'], string | null> = {
  TASK_FAILED: null,
  TASK_UNKNOWN: 'The worker does not know this task: it may be of another version than the server.',
  INPUT_INVALID: 'The worker refused the input; it was not tried again.',
  TIMEOUT: 'The attempt took longer than its time limit.',
  CANCELLED: 'Somebody asked for it to be cancelled.',
  WORKER_LOST: 'Its worker stopped answering: killed, hung or cut off.',
  CHILD_FAILED: 'A step that it waits for failed or was cancelled.',
  HANDED_BACK: 'Its worker was stopped before it was done.',
  RESULT_TOO_LARGE: 'It ran to its end, but answered more than a result may hold.',
  DELIVERY_REFUSED: 'The receiver, or a rule of ours, said no; it was not tried again.',
};

/** Characters from which on a message is scrolled. */
const LONG_MESSAGE = 600;

/** Why it failed: of the last attempt that did. Shown also while it is tried again, said as what it is then: of before. */
export function ErrorPanel({ job }: { readonly job: Job }) {
  const { error } = job;
  if (error === null) return null;
  const isOver = job.state === 'failed';
  if (!isOver && job.state === 'completed') return null;
  const because = job.attempts.map(lostBecause).findLast((words) => words !== null) ?? null;
  const meaning =
    error.code === 'WORKER_LOST' && because !== null
      ? `Its worker stopped answering: ${because}.`
      : MEANING[error.code];
  const stack = error.stack ?? null;
  return (
    <Panel
      title={
        <span className="row">
          <Icon
            name={error.code === 'CANCELLED' ? 'cancelled' : 'failed'}
            className={isOver && error.code !== 'CANCELLED' ? 'c-fail' : 'c-wait'}
          />
          {isOver
            ? error.code === 'CANCELLED'
              ? 'Cancelled'
              : 'Why it failed'
            : 'Why the last attempt failed'}
        </span>
      }
      aside={<span className="mono">{error.code}</span>}
      padded
    >
      {error.message.length > LONG_MESSAGE ? (
        <CodeText label="Message" text={error.message} maxRows={10} wrap />
      ) : (
        <p className="error-message">{error.message}</p>
      )}
      {meaning !== null && <p className="t2">{meaning}</p>}
      {stack !== null && <ErrorStack title="Stack" stack={stack} />}
    </Panel>
  );
}
