import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import '../schema-form/field-groups.css';
import { FormField } from '../schema-form/form-field.tsx';
import { useAddForm } from './use-add-form.ts';

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
  const { draft, error, isPending, frameOf, propsOf, send } = useAddForm(queue, onAdded);
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
          <FormField {...frameOf('name')} label="Name" help="As the queue’s worker knows it" wide>
            <TextInput {...propsOf('name')} maxLength={200} autoComplete="off" spellCheck={false} />
          </FormField>
          {NUMBERS.map(([field, label, unit, none]) => (
            <FormField key={field} {...frameOf(field)} label={label} help={`Default: ${none}`}>
              <TextInput
                {...propsOf(field)}
                inputMode="numeric"
                autoComplete="off"
                classNames={{ input: 'field-input', section: 'field-unit' }}
                rightSection={unit}
                rightSectionPointerEvents="none"
              />
            </FormField>
          ))}
          <FormField
            {...frameOf('backoff')}
            label="Pause between attempts"
            help="exponential: twice as long each time"
          >
            <NativeSelect
              {...propsOf('backoff')}
              value={draft.backoff}
              data={['none', 'fixed', 'exponential']}
              rightSection={<Icon name="chevron" />}
            />
          </FormField>
          {draft.backoff !== 'none' && (
            <FormField {...frameOf('backoffMs')} label="First pause" help="At most an hour">
              <TextInput
                {...propsOf('backoffMs')}
                inputMode="numeric"
                classNames={{ input: 'field-input', section: 'field-unit' }}
                rightSection="ms"
                rightSectionPointerEvents="none"
              />
            </FormField>
          )}
          <div className="foreign-data">
            <FormField
              {...frameOf('data')}
              label="Data"
              help="JSON; only the queue’s worker checks what is in it"
            >
              <Textarea
                {...propsOf('data')}
                rows={10}
                spellCheck={false}
                classNames={{ input: 'field-input' }}
              />
            </FormField>
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
