import type { Draft, Typed } from './draft.ts';
import './field-groups.css';
import { FieldInput } from './field-input.tsx';
import { groupsOf, type Field } from './fields.ts';

interface FieldGridProps {
  /** Stands before the names of the fields in `draft`, `faults` and the ids of the controls: `input.` or `options.`. */
  readonly prefix: string;
  readonly fields: readonly Field[];
  readonly draft: Draft;
  /** Those to be shown. */
  readonly faults: Readonly<Record<string, string>>;
  readonly onType: (path: string, typed: Typed) => void;
  readonly onLeave: (path: string) => void;
}

/** Fields side by side, in columns of one width. */
export function FieldGrid({ prefix, fields, draft, faults, onType, onLeave }: FieldGridProps) {
  return (
    <div className="form-grid">
      {fields.map((field) => {
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
  );
}

interface FieldGroupsProps extends FieldGridProps {
  /** The heading of the fields that have no group of their own. */
  readonly title: string;
}

/** The fields of one schema, under the headings that it names. */
export function FieldGroups({ title, fields, ...grid }: FieldGroupsProps) {
  return groupsOf(fields).map((group) => (
    <fieldset key={group.title ?? ''} className="form-group">
      <legend className="form-legend">{group.title ?? title}</legend>
      <FieldGrid {...grid} fields={group.fields} />
    </fieldset>
  ));
}
