import { KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { backoffWords, limitWords } from './fact-words.ts';
import type { Job } from './job.ts';

/** How long an attempt may take, and what comes after one that failed. */
export function LimitsPanel({ job }: { readonly job: Job }) {
  return (
    <Panel title="Limits">
      <KeyValue
        items={[
          { key: 'Each attempt', value: limitWords(job) },
          { key: 'Attempts', value: String(job.maxAttempts) },
          { key: 'Backoff', value: backoffWords(job) },
        ]}
      />
    </Panel>
  );
}
