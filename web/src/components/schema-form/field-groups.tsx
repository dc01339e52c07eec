import type { Draft, Typed } from './draft.ts';
import './field-groups.css';
import { FieldInput } from './field-input.tsx';
import { groupsOf, type Field } from './fields.ts';

interface FieldGroupsProps {
  /** Stands before the names of the fields in `draft`, `faults` and the ids of the controls: `input.` or `options.`. */
  readonly prefix: string;
  /** The heading of the fields that have no group of their own. */
  readonly title: string;
  /** A few words beside that heading; null: none. */
  readonly note: string | null;
  readonly fields: readonly Field[];
  readonly draft: Draft;
  /** Those to be shown. */
  readonly faults: Readonly<Record<string, string>>;
  readonly onType: (path: string, typed: Typed) => void;
  readonly onLeave: (path: string) => void;
}

/** The fields of one schema, under the headings that it names. */
export function FieldGroups(props: FieldGroupsProps) {
  const { prefix, title, note, fields, draft, faults, onType, onLeave } = props;
  return groupsOf(fields).map((group) => (
    <fieldset key={group.title ?? ''} className="form-group">
      <legend className="form-legend">
        {group.title ?? title}
        {group.title === null && note !== null && <span className="form-note">{note}</span>}
      </legend>
      <div className="form-grid">
        {group.fields.map((field) => {
          const path = `${prefix}${field.name}`;
          return (
            <FieldInput
              key={field.name}
              field={field}
              id={path}
              typed={draft[path] ?? ''}
              fault={faults[path] ?? null}
              onType={(typed) => onType(path, typed)}
              onLeave={() => onLeave(path)}
            />
          );
        })}
      </div>
    </fieldset>
  ));
}
