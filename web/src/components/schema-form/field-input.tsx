import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Checkbox.css';
import type { ReactNode } from 'react';
import { Icon } from '../../ui/icon.tsx';
import { isChanged, tidy, type Typed } from './draft.ts';
import './field-input.css';
import type { Field } from './fields.ts';
import { helpOf } from './help.ts';
import { SecretInput } from './secret-input.tsx';

export interface FieldInputProps {
  readonly field: Field;
  /** Unique on the page; the ids of control, help and error are made from it. */
  readonly id: string;
  readonly typed: Typed;
  /** What is wrong, or null; it takes the place of the help. */
  readonly fault: string | null;
  readonly onType: (typed: Typed) => void;
  readonly onLeave: () => void;
}

/** The longest list of choices that is laid out as segments instead of a menu. */
const SEGMENTS = 4;

function Segments({ field, id, typed, fault, onType, onLeave }: FieldInputProps) {
  if (field.control.kind !== 'choice') return null;
  return (
    <div
      className="field-segments"
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-help`}
      data-bad={fault !== null || undefined}
    >
      {field.control.choices.map(({ label, value }) => {
        const json = JSON.stringify(value);
        return (
          <label key={json} className="field-segment">
            <input
              type="radio"
              className="vh"
              name={id}
              checked={typed === json}
              onChange={() => onType(json)}
              onBlur={onLeave}
            />
            <span>{label}</span>
          </label>
        );
      })}
    </div>
  );
}

function Menu({ field, id, typed, fault, onType, onLeave }: FieldInputProps) {
  if (field.control.kind !== 'choice') return null;
  const data = field.control.choices.map(({ label, value }) => ({
    label,
    value: JSON.stringify(value),
  }));
  return (
    <NativeSelect
      id={id}
      data={typed === '' ? [{ label: 'Choose', value: '' }, ...data] : data}
      value={String(typed)}
      error={fault !== null}
      rightSection={<Icon name="chevron" />}
      aria-describedby={`${id}-help`}
      onChange={(event) => onType(event.currentTarget.value)}
      onBlur={onLeave}
    />
  );
}

function Line({ field, id, typed, fault, onType, onLeave }: FieldInputProps) {
  const { control, unit } = field;
  const isNumber = control.kind === 'number';
  return (
    <TextInput
      id={id}
      value={String(typed)}
      error={fault !== null}
      aria-describedby={`${id}-help`}
      aria-required={field.required || undefined}
      type={control.kind === 'instant' ? 'datetime-local' : 'text'}
      inputMode={isNumber ? (control.integer ? 'numeric' : 'decimal') : 'text'}
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: 'field-input', section: 'field-unit' }}
      rightSection={unit}
      rightSectionWidth="auto"
      rightSectionPointerEvents="none"
      onChange={(event) => onType(event.currentTarget.value)}
      onBlur={() => {
        const tidied = tidy(field, typed);
        if (tidied !== typed) onType(tidied);
        onLeave();
      }}
    />
  );
}

/** JSON is read as a whole: as many rows as it has lines, within reason. */
const rowsFor = (kind: Field['control']['kind'], typed: string): number =>
  kind === 'json' ? Math.min(24, Math.max(5, typed.split('\n').length)) : kind === 'list' ? 5 : 3;

function Area({ field, id, typed, fault, onType, onLeave }: FieldInputProps) {
  return (
    <Textarea
      id={id}
      value={String(typed)}
      rows={rowsFor(field.control.kind, String(typed))}
      error={fault !== null}
      aria-describedby={`${id}-help`}
      aria-required={field.required || undefined}
      spellCheck={false}
      classNames={{ input: 'field-input' }}
      onChange={(event) => onType(event.currentTarget.value)}
      onBlur={onLeave}
    />
  );
}

function Tick({ id, typed, fault, onType, onLeave }: FieldInputProps) {
  return (
    <Checkbox
      id={id}
      className="field-tick"
      checked={typed === true}
      error={fault !== null}
      label={typed === true ? 'Yes' : 'No'}
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-help`}
      onChange={(event) => onType(event.currentTarget.checked)}
      onBlur={onLeave}
    />
  );
}

function controlFor(props: FieldInputProps): ReactNode {
  const { control } = props.field;
  switch (control.kind) {
    case 'choice':
      return control.choices.length <= SEGMENTS ? <Segments {...props} /> : <Menu {...props} />;
    case 'boolean':
      return <Tick {...props} />;
    case 'secret':
      return <SecretInput {...props} />;
    case 'list':
    case 'json':
      return <Area {...props} />;
    case 'text':
      return control.long ? <Area {...props} /> : <Line {...props} />;
    default:
      return <Line {...props} />;
  }
}

/** Wide controls take two columns of the form's grid. */
const isWide = ({ control }: Field): boolean =>
  ['list', 'json', 'words', 'instant', 'secret'].includes(control.kind) ||
  (control.kind === 'text' && control.long) ||
  (control.kind === 'choice' && control.choices.length > 2 && control.choices.length <= SEGMENTS);

/** One field of a form: label above, unit inside, help below, and the error in the help's place. A dot marks what differs from the default. */
export function FieldInput(props: FieldInputProps) {
  const { field, id, typed, fault } = props;
  const help = helpOf(field);
  const changed = isChanged(field, typed);
  const isRadios = field.control.kind === 'choice' && field.control.choices.length <= SEGMENTS;
  const label = (
    <>
      {field.title}
      {changed && (
        <i className="field-dot" title="Not the default">
          <span className="vh">, changed</span>
        </i>
      )}
    </>
  );
  return (
    <div
      className="form-field"
      data-wide={isWide(field) || undefined}
      data-full={field.control.kind === 'json' || undefined}
      data-field={id}
    >
      {isRadios ? (
        <span className="field-label" id={`${id}-label`}>
          {label}
        </span>
      ) : (
        <label className="field-label" id={`${id}-label`} htmlFor={id}>
          {label}
        </label>
      )}
      {controlFor(props)}
      <p id={`${id}-help`} className={fault === null ? 'field-help' : 'field-fault'}>
        {fault ?? help}
      </p>
    </div>
  );
}
