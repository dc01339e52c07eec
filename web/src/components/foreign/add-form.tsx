import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import '../schema-form/field-groups.css';
import '../schema-form/field-input.css';
import { useAddForm } from './use-add-form.ts';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly fault: string | undefined;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** Label above, help below; the error takes the help's place. */
function Field({ id, label, help, fault, wide = false, children }: FieldProps) {
  return (
    <div className="form-field" data-wide={wide || undefined}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children}
      <p id={`${id}-help`} className={fault === undefined ? 'field-help' : 'field-fault'}>
        {fault ?? help}
      </p>
    </div>
  );
}

const NUMBERS = [
  ['priority', 'Priority', '', 'none, runs first'],
  ['delayMs', 'Delay', 'ms', 'none'],
  ['attempts', 'Attempts', '', '1'],
] as const;

interface AddFormProps {
  readonly queue: string;
  /** With the id of the new job. */
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
}

/** A new job for the queue of another program, whose worker alone knows what is right: so its data are plain JSON. */
export function AddForm({ queue, onAdded, onClose }: AddFormProps) {
  const { base, draft, faults, error, isPending, propsOf, send } = useAddForm(queue, onAdded);
  return (
    <Panel title="Add a job" padded>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {error && <ErrorState error={error} />}
        <div className="form-grid foreign-add">
          <Field
            id={`${base}-name`}
            label="Name"
            help="As the queue’s worker knows it"
            fault={faults.name}
            wide
          >
            <TextInput {...propsOf('name')} maxLength={200} autoComplete="off" spellCheck={false} />
          </Field>
          {NUMBERS.map(([field, label, unit, none]) => (
            <Field
              key={field}
              id={`${base}-${field}`}
              label={label}
              help={`Default: ${none}`}
              fault={faults[field]}
            >
              <TextInput
                {...propsOf(field)}
                inputMode="numeric"
                autoComplete="off"
                classNames={{ input: 'field-input', section: 'field-unit' }}
                rightSection={unit}
                rightSectionPointerEvents="none"
              />
            </Field>
          ))}
          <Field
            id={`${base}-backoff`}
            label="Pause between attempts"
            help="exponential: twice as long each time"
            fault={faults.backoff}
          >
            <NativeSelect
              {...propsOf('backoff')}
              value={draft.backoff}
              data={['none', 'fixed', 'exponential']}
              rightSection={<Icon name="chevron" />}
            />
          </Field>
          {draft.backoff !== 'none' && (
            <Field
              id={`${base}-backoffMs`}
              label="First pause"
              help="At most an hour"
              fault={faults.backoffMs}
            >
              <TextInput
                {...propsOf('backoffMs')}
                inputMode="numeric"
                classNames={{ input: 'field-input', section: 'field-unit' }}
                rightSection="ms"
                rightSectionPointerEvents="none"
              />
            </Field>
          )}
          <div className="foreign-data">
            <Field
              id={`${base}-data`}
              label="Data"
              help="JSON; only the queue’s worker checks what is in it"
              fault={faults.data}
            >
              <Textarea
                {...propsOf('data')}
                rows={10}
                spellCheck={false}
                classNames={{ input: 'field-input' }}
              />
            </Field>
          </div>
        </div>
        <div className="row foreign-send">
          <Button type="submit" tone="primary" disabled={isPending}>
            {isPending ? 'Adding…' : 'Add'}
          </Button>
          <Button onClick={onClose}>Close</Button>
        </div>
      </form>
    </Panel>
  );
}
