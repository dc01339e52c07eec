import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/notices.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CodeText } from '../code-text/code-text.tsx';
import { isRecord } from '../../is-record.ts';
import { SECRET_MASK, secretNames } from '../schema-form/secrets.ts';
import type { Job } from './job.ts';
import { jsonLine, jsonText } from './json-text.ts';

/** The names of a task's secret fields; none while the catalogue is on its way. */
function useSecretNames(name: string): ReadonlySet<string> {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.tasks.catalog.queryOptions(undefined, { staleTime: Infinity }));
  const task = data?.items.find((known) => known.name === name);
  return task ? secretNames(task.inputSchema) : new Set();
}

/** What the job was given: a property a line, the whole by copying. */
export function InputPanel({ job }: { readonly job: Job }) {
  const secrets = useSecretNames(job.task);
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
              value:
                value === SECRET_MASK && secrets.has(key) ? (
                  <span className="row t2">
                    <Icon name="key" /> Secret: encrypted, shown to nobody
                  </span>
                ) : (
                  <span className="mono">{jsonLine(value)}</span>
                ),
            }))}
          />
        </div>
      )}
    </Panel>
  );
}
