import { useId, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import '../job/job-buttons.css';
import type { allowedFor, ForeignJob } from './foreign.ts';
import type { ForeignActions } from './use-foreign-actions.ts';

interface ForeignButtonsProps {
  readonly job: ForeignJob;
  readonly allowed: ReturnType<typeof allowedFor>;
  readonly actions: ForeignActions;
}

/** What can be done to the job in its state. Removal asks first: nothing brings the job back. */
export function ForeignButtons({ job, allowed, actions }: ForeignButtonsProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  return (
    <span className="job-buttons">
      {allowed.retry && (
        <Button onClick={actions.retry} disabled={actions.isBusy}>
          <Icon name="retry" /> {job.state === 'failed' ? 'Retry' : 'Run again'}
        </Button>
      )}
      {allowed.runNow && (
        <Button onClick={actions.runNow} disabled={actions.isBusy}>
          <Icon name="active" /> Run now
        </Button>
      )}
      {allowed.remove && (
        <Button
          tone="danger"
          square
          aria-label="Remove"
          onClick={() => dialog.current?.showModal()}
        >
          <Icon name="bin" />
        </Button>
      )}
      <dialog ref={dialog} className="job-confirm" aria-labelledby={titleId}>
        <h2 id={titleId}>Remove this job?</h2>
        <p className="t2">
          The program that made it will not find it any more. Jobs that it waits for stay. It can’t
          be brought back.
        </p>
        <form method="dialog" className="row">
          <Button type="submit">Keep it</Button>
          <Button tone="danger" onClick={actions.remove} disabled={actions.isBusy}>
            Remove
          </Button>
        </form>
      </dialog>
    </span>
  );
}
