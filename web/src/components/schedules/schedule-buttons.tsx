import { Link } from '@tanstack/react-router';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Schedule } from './schedule.ts';
import type { ScheduleActions } from './use-schedule-actions.ts';

interface ScheduleButtonsProps {
  readonly schedule: Schedule;
  readonly actions: ScheduleActions;
}

/** What can be done to a schedule. Deleting asks first: nothing brings it back. */
export function ScheduleButtons({ schedule, actions }: ScheduleButtonsProps) {
  const { id, name, paused } = schedule;
  const { allowed, isBusy } = actions;
  return (
    <span className="schedule-buttons">
      {allowed.run && (
        <Button onClick={actions.run} disabled={isBusy} aria-label={`Run now: ${name}`}>
          <Icon name="active" size={12} /> Run now
        </Button>
      )}
      {(paused ? allowed.resume : allowed.pause) && (
        <Button
          onClick={paused ? actions.resume : actions.pause}
          disabled={isBusy}
          aria-label={`${paused ? 'Resume' : 'Pause'} ${name}`}
        >
          {paused ? 'Resume' : 'Pause'}
        </Button>
      )}
      {allowed.edit && (
        <Link
          className={buttonClass()}
          to="/schedules/$id"
          params={{ id }}
          aria-label={`Edit ${name}`}
        >
          Edit
        </Link>
      )}
      {allowed.remove && (
        <ConfirmButton
          tone="danger"
          square
          aria-label={`Delete ${name}`}
          question={`Delete “${name}”?`}
          outcome="It runs no more and can’t be brought back. The jobs that it made stay. To stop it for a time, pause it."
          keep="Keep it"
          action={
            <Button tone="danger" onClick={actions.remove} disabled={isBusy}>
              Delete
            </Button>
          }
        >
          <Icon name="bin" />
        </ConfirmButton>
      )}
    </span>
  );
}
