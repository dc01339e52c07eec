import { useStartAction } from '../components/actions/use-start-action.ts';
import { FailureGroup } from '../components/failures/failure-group.tsx';
import { QueryError } from '../components/query-error.tsx';
import { Page } from '../components/shell/page.tsx';
import { useRecover } from '../components/use-recover.ts';
import { useDeadLetters } from '../dead-letters.ts';
import { errorWords } from '../errors.ts';
import { formatCount } from '../format.ts';
import { useIsLive } from '../live-context.tsx';
import { useMay } from '../may.ts';
import { EmptyState, ErrorState, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

/** Dead letters: jobs that are out of attempts, one line for each cause, the largest first. */
export function FailuresPage() {
  const query = useDeadLetters();
  const { data, error } = query;
  const may = useMay();
  const start = useStartAction();
  const stale = !useIsLive() || error !== null;
  useRecover(() => void query.refetch());
  return (
    <Page title="Failures">
      {start.error && <ErrorState error={errorWords(start.error)} />}
      <QueryError query={query} />
      {data === undefined && !error && (
        <Panel label="Loading">
          <Skeleton lines={6} lineHeight={48} />
        </Panel>
      )}
      {data?.items.length === 0 && (
        <Panel label="Failures">
          <EmptyState title="No failures">
            A job comes here when it is out of attempts, with its cause, and stays for 30 days or
            until it is queued again or removed. None is here now.
          </EmptyState>
        </Panel>
      )}
      {data !== undefined && data.items.length > 0 && (
        <Panel
          title={`${formatCount(data.total, 'job')} failed for ${formatCount(data.items.length, 'reason')}`}
          stale={stale}
        >
          <ul className="failures">
            {data.items.map((group) => (
              <FailureGroup key={group.fingerprint} group={group} may={may} start={start} />
            ))}
          </ul>
        </Panel>
      )}
    </Page>
  );
}
