import { Link } from '@tanstack/react-router';
import { useId, useRef } from 'react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuSelect } from '../../ui/menu-select.tsx';
import { PRIORITIES } from '../jobs/priorities.ts';
import './job-buttons.css';
import type { Job } from './job.ts';
import type { JobActions } from './use-job-actions.ts';

interface JobButtonsProps {
  readonly job: Job;
  readonly actions: JobActions;
}

/** What can be done to the job in its state. Removal asks first: nothing brings the job back. */
export function JobButtons({ job, actions }: JobButtonsProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { allowed, isCancelling, isRetrying, isMoving, isRemoving } = actions;
  return (
    <span className="job-buttons">
      {allowed.runNow && (
        <Button onClick={actions.runNow} disabled={isMoving}>
          <Icon name="active" /> Run now
        </Button>
      )}
      {allowed.setPriority && (
        <MenuSelect
          label="Priority"
          value={job.priority}
          options={PRIORITIES}
          disabled={isMoving}
          onChange={actions.setPriority}
        />
      )}
      {allowed.duplicate && (
        <Link className={buttonClass()} to="/submit" search={{ task: job.task, from: job.id }}>
          <Icon name="copy" /> Duplicate
        </Link>
      )}
      {allowed.retry && (
        <Button onClick={actions.retry} disabled={isRetrying}>
          <Icon name="retry" /> {job.state === 'failed' ? 'Retry' : 'Run again'}
        </Button>
      )}
      {allowed.cancel && (
        <Button onClick={actions.cancel} disabled={isCancelling}>
          <Icon name="cancelled" /> {isCancelling ? 'Cancelling…' : 'Cancel'}
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
          Its input, result and attempts are deleted for everybody. It can’t be brought back.
        </p>
        <form method="dialog" className="row">
          <Button type="submit">Keep it</Button>
          <Button tone="danger" onClick={actions.remove} disabled={isRemoving}>
            {isRemoving ? 'Removing…' : 'Remove'}
          </Button>
        </form>
      </dialog>
    </span>
  );
}
