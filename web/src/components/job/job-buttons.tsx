import { Link } from '@tanstack/react-router';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
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
        <ConfirmButton
          tone="danger"
          square
          aria-label="Remove"
          question="Remove this job?"
          outcome="Its input, result and attempts are deleted for everybody. It can’t be brought back."
          keep="Keep it"
          action={
            <Button tone="danger" onClick={actions.remove} disabled={isRemoving}>
              {isRemoving ? 'Removing…' : 'Remove'}
            </Button>
          }
        >
          <Icon name="bin" />
        </ConfirmButton>
      )}
    </span>
  );
}
