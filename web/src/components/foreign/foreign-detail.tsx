import { useQuery } from '@tanstack/react-query';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatCount, formatNumber, formatWhenExactly, NONE } from '../../format.ts';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import { Id } from '../../ui/copy.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { CodeText } from '../code-text/code-text.tsx';
import { ErrorStack } from '../job/error-stack.tsx';
import '../job/error-text.css';
import { QueryError } from '../query-error.tsx';
import { AsOf } from './as-of.tsx';
import { allowedFor, type ForeignJob, type ForeignState } from './foreign.ts';
import { ForeignButtons } from './foreign-buttons.tsx';
import { JsonPanel } from './json-panel.tsx';
import { useForeignActions } from './use-foreign-actions.ts';

/** Why there is no result, where it will not come by itself. */
const NO_RESULT: Partial<Record<ForeignState, string>> = {
  completed: 'It answered nothing',
  failed: 'No result',
};

function factsOf(job: ForeignJob, now: number) {
  const when = (instant: string | null) =>
    instant === null ? NONE : formatWhenExactly(instant, now);
  const maybe = (key: string, value: string | null) => (value === null ? [] : [{ key, value }]);
  return [
    {
      key: 'State',
      value: job.state === null ? 'in none of the lists' : <StateBadge state={job.state} />,
    },
    { key: 'Id', value: <Id value={job.id} what="job id" /> },
    { key: 'Attempts', value: `${job.attemptsMade} of ${job.maxAttempts}` },
    { key: 'Priority', value: job.priority === 0 ? 'none, runs first' : String(job.priority) },
    { key: 'Added', value: when(job.addedAt) },
    ...(job.runAt === null ? [] : [{ key: 'Due', value: when(job.runAt) }]),
    { key: 'Started', value: when(job.startedAt) },
    { key: 'Ended', value: when(job.finishedAt) },
    ...maybe('Worker', job.processedBy),
    ...maybe('Progress', job.progressDetail && job.progressDetail.text.slice(0, 200)),
    ...maybe('Scheduler', job.scheduler),
    ...maybe('Waited for by', job.parent),
    ...maybe('Deduplication id', job.deduplicationId),
  ];
}

function Failure({ job }: { readonly job: ForeignJob }) {
  if (job.failedReason === null || job.state === 'completed') return null;
  const stack = job.stacks?.at(-1);
  return (
    <Panel title={job.state === 'failed' ? 'Why it failed' : 'Why the last attempt failed'} padded>
      <p className="error-message">{job.failedReason}</p>
      {job.stacks === null && <p className="t2">Its stack is too long to be shown.</p>}
      {stack !== undefined && (
        <ErrorStack
          title={job.stacks?.length === 1 ? 'Stack' : `Stack, last of ${job.stacks?.length ?? 0}`}
          stack={stack}
        />
      )}
    </Panel>
  );
}

function Log({ logs: { lines, total } }: Pick<ForeignJob, 'logs'>) {
  if (total === 0)
    return (
      <Panel title="Log">
        <EmptyState title="It wrote no line" />
      </Panel>
    );
  return (
    <Panel
      title="Log"
      aside={
        lines.length < total
          ? `the newest ${formatNumber(lines.length)} of ${formatNumber(total)} lines`
          : formatCount(total, 'line')
      }
    >
      <div className="foreign-code">
        <CodeText label="Log" text={lines.join('\n')} maxRows={16} />
      </div>
    </Panel>
  );
}

interface ForeignDetailProps {
  readonly queue: string;
  readonly id: string;
  readonly writable: boolean;
  readonly onRemoved: () => void;
}

/** One job of another program, as of the last time it was asked for. */
export function ForeignDetail({ queue, id, writable, onRemoved }: ForeignDetailProps) {
  const trpc = useTRPC();
  const now = useNow();
  const may = useMay();
  const query = useQuery(
    trpc.foreign.job.queryOptions({ queue, id }, { refetchOnWindowFocus: 'always' }),
  );
  const actions = useForeignActions({ queue, id }, onRemoved);
  const job = query.data;
  const refresh = () => void query.refetch();
  const error = query.error && errorWords(query.error);
  const actionError = actions.error && errorWords(actions.error);
  if (error?.code === 'NOT_FOUND')
    return (
      <Panel label="Not found">
        <EmptyState title="The queue has no such job (any more)">
          Many programs remove their jobs as soon as they end.
        </EmptyState>
      </Panel>
    );
  return (
    <>
      <QueryError query={query} />
      {actionError && <ErrorState error={actionError} />}
      {job === undefined && !error && (
        <Panel label="Loading">
          <Skeleton lines={6} />
        </Panel>
      )}
      {job !== undefined && (
        <>
          <Panel
            title={<span className="break">{job.name}</span>}
            aside={
              <AsOf at={query.dataUpdatedAt} isFetching={query.isFetching} onRefresh={refresh} />
            }
          >
            <div className="foreign-head">
              <KeyValue layout="row" items={factsOf(job, now)} />
              <ForeignButtons
                job={job}
                allowed={allowedFor({ queue, state: job.state }, may, writable)}
                actions={actions}
              />
            </div>
          </Panel>
          <Failure job={job} />
          <div className="foreign-pair">
            <JsonPanel title="Data" json={job.data} none="No data" />
            <JsonPanel
              title="Result"
              json={job.result}
              none={NO_RESULT[job.state ?? 'failed'] ?? 'No result yet'}
            />
            <JsonPanel title="Options" json={job.options} none="No options" />
            <Log logs={job.logs} />
          </div>
        </>
      )}
    </>
  );
}
