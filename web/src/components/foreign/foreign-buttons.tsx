import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
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
        <ConfirmButton
          tone="danger"
          square
          aria-label="Remove"
          question="Remove this job?"
          outcome="The program that made it will not find it any more. Jobs that it waits for stay. It can’t be brought back."
          keep="Keep it"
          action={
            <Button tone="danger" onClick={actions.remove} disabled={actions.isBusy}>
              Remove
            </Button>
          }
        >
          <Icon name="bin" />
        </ConfirmButton>
      )}
    </span>
  );
}
