import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { meaningsOf } from '../components/bulk/mapping.ts';
import { ReportPanel } from '../components/bulk/report-panel.tsx';
import { RowsPanel } from '../components/bulk/rows-panel.tsx';
import { SendBar } from '../components/bulk/send-bar.tsx';
import { SourcePanel } from '../components/bulk/source-panel.tsx';
import { MAX_BYTES } from '../components/bulk/source.ts';
import { useBulk, type Bulk } from '../components/bulk/use-bulk.ts';
import { Page } from '../components/shell/page.tsx';
import { errorWords } from '../errors.ts';
import { useRefusal } from '../may.ts';
import { useTRPC } from '../trpc.ts';
import { EmptyState, ErrorState } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

const TAG = /^[\w.:-]{0,40}$/;

/** What keeps the rows from being sent; null: nothing. */
function faultOf({ source, settings }: Bulk, tagFault: string | null): string | null {
  if (source === null) return null;
  if (source.body.size > MAX_BYTES) return 'More than 64 MB';
  if (settings.format === 'csv' && settings.task === null) return 'Choose the task first';
  return tagFault === null ? null : 'The tag needs a look';
}

/** Many jobs at once from a file or pasted rows: look at them, check them, submit them, and take the report along. `?task=` names the task. */
export function BulkPage() {
  const refusal = useRefusal('tasks.bulk', 'Viewers may look at jobs, not submit them.');
  return (
    <Page title="Bulk submission" parent={{ to: '/jobs', label: 'Jobs' }}>
      {refusal === null ? (
        <BulkSubmission />
      ) : (
        <Panel label="Not allowed">
          <EmptyState title="You may not submit jobs">{refusal}</EmptyState>
        </Panel>
      )}
    </Page>
  );
}

function BulkSubmission() {
  const { task } = useSearch({ from: '/panel/bulk' });
  const trpc = useTRPC();
  const catalog = useQuery(trpc.tasks.catalog.queryOptions(undefined, { staleTime: Infinity }));
  const bulk = useBulk(task ?? null);
  const { source, settings, preview, sending } = bulk;
  const tasks = catalog.data?.items ?? [];
  const chosen = tasks.find(({ name }) => name === settings.task) ?? null;
  const meanings = meaningsOf(preview.data?.columns ?? [], settings.format, chosen, tasks);
  const tagFault = TAG.test(settings.tag) ? null : 'Letters, digits and . _ : - only, at most 40';
  return (
    <>
      {catalog.error && (
        <ErrorState error={errorWords(catalog.error)} onRetry={() => void catalog.refetch()} />
      )}
      <SourcePanel bulk={bulk} />
      {source && (
        <>
          <RowsPanel bulk={bulk} tasks={tasks} meanings={meanings} tagFault={tagFault} />
          <SendBar bulk={bulk} fault={faultOf(bulk, tagFault)} />
        </>
      )}
      {sending.data && (
        <ReportPanel key={sending.submittedAt} {...sending.data} tag={settings.tag} />
      )}
    </>
  );
}
