import { NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { useId } from 'react';
import { formatCount } from '../../format.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, Note, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { FormField } from '../schema-form/form-field.tsx';
import { SEPARATORS } from './format.ts';
import type { ColumnMeaning } from './mapping.ts';
import { PreviewTable } from './preview-table.tsx';
import './rows-panel.css';
import type { Bulk } from './use-bulk.ts';

const FORMATS = [
  { value: 'csv', label: 'CSV' },
  { value: 'ndjson', label: 'NDJSON' },
  { value: 'json', label: 'JSON array' },
] as const;

interface RowsPanelProps {
  readonly bulk: Bulk;
  readonly tasks: readonly CatalogTask[];
  readonly meanings: readonly ColumnMeaning[];
  /** What is wrong with the tag; null: nothing. */
  readonly tagFault: string | null;
}

function Settings({ bulk, tasks, tagFault }: RowsPanelProps) {
  const id = useId();
  const { settings, set } = bulk;
  const isCsv = settings.format === 'csv';
  return (
    <div className="bulk-settings">
      <div className="form-field">
        <span className="field-label">Format</span>
        <Segmented
          label="Format"
          value={settings.format}
          options={FORMATS}
          onChange={(format) => set({ format })}
        />
      </div>
      {isCsv && (
        <FormField id={`${id}-separator`} label="Separator">
          <NativeSelect
            id={`${id}-separator`}
            data={[...SEPARATORS]}
            value={settings.separator}
            rightSection={<Icon name="chevron" />}
            onChange={({ currentTarget: { value } }) => {
              const chosen = SEPARATORS.find((known) => known.value === value);
              if (chosen) set({ separator: chosen.value });
            }}
          />
        </FormField>
      )}
      {isCsv && (
        <FormField id={`${id}-task`} label="Task">
          <NativeSelect
            id={`${id}-task`}
            data={[
              { value: '', label: 'Choose what the rows submit' },
              ...tasks.map(({ name, title }) => ({ value: name, label: `${name} · ${title}` })),
            ]}
            value={settings.task ?? ''}
            rightSection={<Icon name="chevron" />}
            onChange={({ currentTarget: { value } }) => set({ task: value === '' ? null : value })}
          />
        </FormField>
      )}
      <FormField
        id={`${id}-tag`}
        label="Tag of all rows"
        help="Finds these jobs again; empty: none"
        fault={tagFault}
      >
        <TextInput
          id={`${id}-tag`}
          value={settings.tag}
          error={tagFault !== null}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${id}-tag-help`}
          classNames={{ input: 'field-input' }}
          onChange={(event) => set({ tag: event.currentTarget.value })}
        />
      </FormField>
    </div>
  );
}

/** How the rows are read, and the first of them as they will be. */
export function RowsPanel(props: RowsPanelProps) {
  const { bulk, meanings } = props;
  const { preview, settings } = bulk;
  const faulty = meanings.filter(({ fault }) => fault !== null);
  return (
    <Panel title="Read as" className="bulk-rows">
      <Settings {...props} />
      {settings.format === 'csv' && settings.task === null && (
        <Note tone="now" icon="submit">
          Choose the task that each row submits: then its columns are compared with the task’s
          fields.
        </Note>
      )}
      {faulty.length > 0 && (
        <Note tone="fail" icon="failed">
          <b>{formatCount(faulty.length, 'column does', 'columns do')} not fit.</b> Rename or remove{' '}
          {faulty.map(({ name }) => (name === '' ? 'the one without a name' : name)).join(', ')}.
        </Note>
      )}
      {preview.isLoading && <Skeleton lines={4} />}
      {preview.error && (
        <Note tone="fail" icon="failed">
          <b>No rows could be read.</b> {preview.error.message}
        </Note>
      )}
      {preview.data &&
        (preview.data.columns.length === 0 ? (
          <EmptyState title="No rows">The text has no row in this format.</EmptyState>
        ) : (
          <PreviewTable preview={preview.data} meanings={meanings} />
        ))}
    </Panel>
  );
}
