import { Link } from '@tanstack/react-router';
import { useId, useRef } from 'react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Schedule } from './schedule.ts';
import type { ScheduleActions } from './use-schedule-actions.ts';

interface ScheduleButtonsProps {
  readonly schedule: Schedule;
  readonly actions: ScheduleActions;
}

/** What can be done to a schedule. Deleting asks first: nothing brings it back. */
export function ScheduleButtons({ schedule, actions }: ScheduleButtonsProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { id, name, paused } = schedule;
  const { allowed, isBusy } = actions;
  return (
    <span className="schedule-buttons">
      {allowed.run && (
        <Button onClick={actions.run} disabled={isBusy} aria-label={`Run now: ${name}`}>
          <Icon name="active" size={12} /> Run now
        </Button>
      )}
      {allowed.edit && (
        <>
          <Button
            onClick={paused ? actions.resume : actions.pause}
            disabled={isBusy}
            aria-label={`${paused ? 'Resume' : 'Pause'} ${name}`}
          >
            {paused ? 'Resume' : 'Pause'}
          </Button>
          <Link
            className={buttonClass()}
            to="/schedules/$id"
            params={{ id }}
            aria-label={`Edit ${name}`}
          >
            Edit
          </Link>
          <Button
            tone="danger"
            square
            aria-label={`Delete ${name}`}
            onClick={() => dialog.current?.showModal()}
          >
            <Icon name="bin" />
          </Button>
        </>
      )}
      <dialog ref={dialog} className="schedule-confirm" aria-labelledby={titleId}>
        <h2 id={titleId}>Delete “{name}”?</h2>
        <p className="t2">
          It runs no more and can’t be brought back. The jobs that it made stay. To stop it for a
          time, pause it.
        </p>
        <form method="dialog" className="row">
          <Button type="submit">Keep it</Button>
          <Button tone="danger" onClick={actions.remove} disabled={isBusy}>
            Delete
          </Button>
        </form>
      </dialog>
    </span>
  );
}
