import type { Worker } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { WorkerControls } from './use-worker-controls.ts';
import './worker-buttons.css';
import { workerName } from './worker-words.ts';

interface WorkerButtonsProps {
  readonly worker: Worker;
  readonly controls: WorkerControls;
}

/** What can be asked of a worker. Draining asks first, because it ends the process. */
export function WorkerButtons({ worker, controls }: WorkerButtonsProps) {
  const name = workerName(worker);
  const { allowed } = controls;
  if (!Object.values(allowed).includes(true)) return null;
  return (
    <span className="worker-buttons">
      {worker.state === 'paused' && allowed.resume && (
        <Button
          aria-label={`Resume ${name}`}
          disabled={controls.pending !== null}
          onClick={controls.resume}
        >
          <Icon name="active" /> {controls.pending ?? 'Resume'}
        </Button>
      )}
      {worker.state === 'running' && allowed.pause && (
        <Button
          aria-label={`Pause ${name}`}
          disabled={controls.pending !== null}
          onClick={controls.pause}
        >
          <Icon name="paused" /> {controls.pending ?? 'Pause'}
        </Button>
      )}
      {allowed.drain && (
        <ConfirmButton
          aria-label={`Drain ${name}`}
          disabled={controls.pending !== null}
          question={`Drain ${name}?`}
          outcome={
            <>
              It takes nothing new, finishes what runs within its grace time and ends. Compose and{' '}
              <code>npm start</code> start it again, as a new worker.
            </>
          }
          keep="Leave it"
          action={
            <Button type="submit" tone="danger" onClick={controls.drain}>
              Drain
            </Button>
          }
        >
          Drain
        </ConfirmButton>
      )}
    </span>
  );
}
