import { useState } from 'react';
import type { QueueView } from '../../api.ts';
import type { May } from '../../may.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RemoveDialog } from '../jobs/remove-dialog.tsx';
import './queue-buttons.css';
import { waitingIn } from './queue-words.ts';
import type { ControlsOfQueue } from './use-queue-controls.ts';

interface QueueButtonsProps {
  readonly queue: QueueView;
  readonly controls: ControlsOfQueue;
  readonly may: May;
  readonly isEditing: boolean;
  readonly onEdit: () => void;
}

/** What can be done to a queue. Draining asks first: nothing brings the jobs back. */
export function QueueButtons(props: QueueButtonsProps) {
  const { queue, controls, may, isEditing, onEdit } = props;
  const { queue: name, paused } = queue;
  const waiting = waitingIn(queue);
  // As many as there were when it was asked: what is typed must not be overtaken.
  const [draining, setDraining] = useState<number | null>(null);
  return (
    <span className="queue-buttons">
      {may('queues.setLimits', { queue: name }) && (
        <Button aria-label={`Limits of ${name}`} aria-expanded={isEditing} onClick={onEdit}>
          Limits
        </Button>
      )}
      {paused === null && may('queues.pause', { queue: name }) && (
        <Button aria-label={`Pause ${name}`} disabled={controls.isPending} onClick={controls.pause}>
          <Icon name="paused" /> Pause
        </Button>
      )}
      {paused !== null && may('queues.resume', { queue: name }) && (
        <Button
          aria-label={`Resume ${name}`}
          disabled={controls.isPending}
          onClick={controls.resume}
        >
          <Icon name="active" /> Resume
        </Button>
      )}
      {may('queues.drain') && waiting > 0 && (
        <Button
          tone="danger"
          aria-label={`Remove all that wait in ${name}`}
          disabled={controls.isPending}
          onClick={() => setDraining(waiting)}
        >
          <Icon name="bin" /> Drain
        </Button>
      )}
      {draining !== null && (
        <RemoveDialog
          count={draining}
          onClose={() => setDraining(null)}
          onRemove={controls.drain}
        />
      )}
    </span>
  );
}
