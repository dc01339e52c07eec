import type { DeadLetterSummary } from '@taskdeck/server/schemas/dead-letter';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useNow } from '../../clock.ts';
import { formatNumber } from '../../format.ts';
import type { May } from '../../may.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { useStartAction } from '../actions/use-start-action.ts';
import { RemoveDialog } from '../jobs/remove-dialog.tsx';
import './failure-group.css';
import { causeWords, placeWords } from './failure-words.ts';

interface FailureGroupProps {
  readonly group: DeadLetterSummary;
  readonly may: May;
  readonly start: ReturnType<typeof useStartAction>;
}

/** Failures with one cause as a sentence that leads to their jobs, and what can be done with all of them. */
export function FailureGroup({ group, may, start }: FailureGroupProps) {
  const now = useNow();
  const [isRemoving, setIsRemoving] = useState(false);
  const { count, fingerprint, task, newestId } = group;
  const act = (kind: 'retry' | 'remove') =>
    start.mutate({ kind, target: { filter: { dead: true, fingerprint, task } } });
  return (
    <li className="failure">
      <Link className="failure-words" to="/jobs" search={{ state: 'failed', fingerprint }}>
        <span className="failure-count">{formatNumber(count)} ×</span>
        <span className="grow">
          <span className="failure-cause">{causeWords(group)}</span>{' '}
          <span className="small t3">{placeWords(group, now)}</span>
        </span>
      </Link>
      <span className="failure-buttons">
        {may('actions.start', { task }) && may('tasks.retry') && (
          <Button disabled={start.isPending} onClick={() => act('retry')}>
            <Icon name="retry" /> {count === 1 ? 'Requeue' : 'Requeue all'}
          </Button>
        )}
        {may('tasks.submit', { task }) && (
          <Link className={buttonClass()} to="/submit" search={{ task, from: newestId }}>
            <Icon name="copy" /> {count === 1 ? 'Edit' : 'Edit one'}
          </Link>
        )}
        {may('actions.start', { task }) && may('tasks.remove') && (
          <Button
            tone="danger"
            square
            aria-label={count === 1 ? 'Remove' : 'Remove all'}
            title={count === 1 ? 'Remove' : 'Remove all'}
            disabled={start.isPending}
            onClick={() => setIsRemoving(true)}
          >
            <Icon name="bin" />
          </Button>
        )}
      </span>
      {isRemoving && (
        <RemoveDialog
          count={count}
          onClose={() => setIsRemoving(false)}
          onRemove={() => act('remove')}
        />
      )}
    </li>
  );
}
