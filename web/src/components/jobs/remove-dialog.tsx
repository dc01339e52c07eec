import { TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { useEffect, useId, useRef, useState } from 'react';
import { formatCount, formatNumber } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import '../../ui/dialog.css';
import './remove-dialog.css';

interface RemoveDialogProps {
  readonly count: number;
  /** false: there are at least so many. Default true. */
  readonly isExact?: boolean;
  readonly onClose: () => void;
  readonly onRemove: () => void;
}

/** Asks before many jobs are removed: whoever types how many they are has seen it. */
export function RemoveDialog({ count, isExact = true, onClose, onRemove }: RemoveDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [typed, setTyped] = useState('');
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const jobs = `${isExact ? '' : 'at least '}${formatCount(count, 'job')}`;
  const isSure = typed.replaceAll(',', '').trim() === String(count);
  return (
    <dialog
      ref={dialog}
      className="dialog remove-dialog"
      aria-labelledby={titleId}
      onClose={onClose}
    >
      <h2 id={titleId}>Remove {jobs}?</h2>
      <p className="t2">
        Input, result, log and attempts are deleted for everybody and can’t be brought back. Jobs
        that run are left alone.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSure) return;
          onClose();
          onRemove();
        }}
      >
        <TextInput
          label={`Type ${formatNumber(count)} to remove them`}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div className="row">
          <Button onClick={() => dialog.current?.close()}>Keep them</Button>
          <Button type="submit" tone="danger" disabled={!isSure}>
            Remove {jobs}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
