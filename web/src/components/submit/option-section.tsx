import { useState } from 'react';
import { FieldGrid } from '../schema-form/field-groups.tsx';
import { isChanged } from '../schema-form/draft.ts';
import type { Field } from '../schema-form/fields.ts';
import { Icon } from '../../ui/icon.tsx';
import { shownOptions } from './option-fields.ts';
import './option-section.css';
import type { FilledForm } from './use-task-form.ts';

interface OptionSectionProps {
  readonly fields: readonly Field[];
  readonly filled: FilledForm;
}

/** `Priority high`: what a changed option says, short enough for a line of several. */
function optionWords({ title, control, unit }: Field, typed: string): string {
  if (control.kind === 'choice') {
    const chosen = control.choices.find(({ value }) => JSON.stringify(value) === typed);
    return `${title} ${chosen?.label.toLowerCase() ?? typed}`;
  }
  const value = typed.trim() === '' ? 'none' : typed.replace('T', ' ');
  return `${title} ${value.length > 32 ? `${value.slice(0, 31)}…` : value}${unit ? ` ${unit}` : ''}`;
}

/** How the job is to run: closed, because a task's own file says it well; what differs from that stands beside the heading. */
export function OptionSection({ fields, filled }: OptionSectionProps) {
  const { draft, shown } = filled;
  const visible = shownOptions(fields, draft);
  const changed = visible.filter(
    (field) =>
      isChanged(field, draft[`options.${field.name}`] ?? '') ||
      // What a start is moved to is always of interest.
      field.name === 'delayMs',
  );
  const isFaulty = visible.some((field) => `options.${field.name}` in shown);
  const [open, setOpen] = useState(false);
  return (
    <details
      className="form-group options"
      // A fault must be seen.
      open={open || isFaulty}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Icon name="chevron" />
        <h3>Options</h3>
        {changed.length === 0 ? (
          <span className="form-note">of the task, unless changed</span>
        ) : (
          <ul aria-label="Changed options">
            {changed.map((field) => (
              <li key={field.name} className="tag plain">
                <i className="field-dot" />
                {optionWords(field, String(draft[`options.${field.name}`] ?? ''))}
              </li>
            ))}
          </ul>
        )}
      </summary>
      <FieldGrid
        prefix="options."
        fields={visible}
        draft={draft}
        faults={shown}
        onType={filled.onType}
        onLeave={filled.onLeave}
      />
    </details>
  );
}
