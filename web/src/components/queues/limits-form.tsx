import { TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { useId, useState } from 'react';
import type { QueueView } from '../../api.ts';
import { errorWords } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { FormField } from '../schema-form/form-field.tsx';
import { draftOf, readLimits, type LimitFaults, type LimitsDraft } from './limits-draft.ts';
import './limits-form.css';
import type { ControlsOfQueue } from './use-queue-controls.ts';

interface FieldProps {
  readonly label: string;
  readonly help: string;
  readonly fault: string | undefined;
  readonly unit?: string;
  readonly value: string;
  readonly onType: (value: string) => void;
}

function Field({ label, help, fault, unit, value, onType }: FieldProps) {
  const id = useId();
  return (
    <FormField id={id} label={label} help={help} fault={fault}>
      <TextInput
        id={id}
        value={value}
        placeholder="no limit"
        error={fault !== undefined}
        aria-describedby={`${id}-help`}
        autoComplete="off"
        classNames={{ input: 'field-input', section: 'field-unit' }}
        rightSection={unit}
        rightSectionWidth="auto"
        rightSectionPointerEvents="none"
        onChange={(event) => onType(event.currentTarget.value)}
      />
    </FormField>
  );
}

interface LimitsFormProps {
  readonly queue: QueueView;
  readonly controls: ControlsOfQueue;
  readonly onClose: () => void;
}

/** The limits of a queue, to change. What others change meanwhile does not touch what is typed. */
export function LimitsForm({ queue, controls, onClose }: LimitsFormProps) {
  const [draft, setDraft] = useState<LimitsDraft>(() => draftOf(queue));
  const [faults, setFaults] = useState<LimitFaults>({});
  const type = (change: Partial<LimitsDraft>) => {
    setDraft({ ...draft, ...change });
    setFaults({});
  };
  const send = () => {
    const read = readLimits(draft);
    if ('faults' in read) setFaults(read.faults);
    else controls.setLimits(read.limits, onClose);
  };
  return (
    <form
      className="limits-form rule"
      aria-label={`Limits of ${queue.queue}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!controls.isSetting) send();
      }}
    >
      <Field
        label="Running at once"
        help="Over all workers; slots above it stay free"
        unit="jobs"
        fault={faults.concurrency}
        value={draft.concurrency}
        onType={(concurrency) => type({ concurrency })}
      />
      <Field
        label="Started at most"
        help="Over all workers"
        unit="jobs"
        fault={faults.max}
        value={draft.max}
        onType={(max) => type({ max })}
      />
      <Field
        label="In each"
        help="Like 10 s, 1 m or 1 h"
        fault={faults.every}
        value={draft.every}
        onType={(every) => type({ every })}
      />
      <div className="row limits-buttons">
        <Button type="submit" tone="primary" disabled={controls.isSetting}>
          {controls.isSetting ? 'Setting…' : 'Set limits'}
        </Button>
        <Button tone="quiet" onClick={onClose}>
          Keep them
        </Button>
      </div>
      {controls.limitsError && <ErrorState error={errorWords(controls.limitsError)} />}
    </form>
  );
}
