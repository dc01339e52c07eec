import { CopyButton } from '../../ui/copy.tsx';
import { EmptyState } from '../../ui/notices.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CodeText } from '../code-text/code-text.tsx';
import { isRecord } from '../schema-form/fields.ts';
import type { Job } from './job.ts';
import { jsonLine, jsonText } from './json-text.ts';

/** What the job was given: a property a line, the whole by copying. */
export function InputPanel({ job }: { readonly job: Job }) {
  const text = jsonText(job.input);
  const properties = isRecord(job.input) ? Object.entries(job.input) : null;
  return (
    <Panel title="Input" aside={<CopyButton text={text.whole} label="Copy JSON" />}>
      {properties === null && (
        <div className="job-code">
          <CodeText label="Input as JSON" text={text.shown} />
        </div>
      )}
      {properties?.length === 0 && (
        <EmptyState title="Empty">The task ran with its defaults.</EmptyState>
      )}
      {properties !== null && properties.length > 0 && (
        <div className="job-input">
          <KeyValue
            items={properties.map(([key, value]) => ({
              key,
              value: <span className="mono">{jsonLine(value)}</span>,
            }))}
          />
        </div>
      )}
    </Panel>
  );
}
