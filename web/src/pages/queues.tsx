import { useQuery } from '@tanstack/react-query';
import { useAim } from '../aim.ts';
import { OtherQueues } from '../components/foreign/other-queues.tsx';
import { QueryError } from '../components/query-error.tsx';
import { QueueCard } from '../components/queues/queue-card.tsx';
import { Page } from '../components/shell/page.tsx';
import { useIsLive } from '../live-context.tsx';
import { useMay } from '../may.ts';
import { useTRPC } from '../trpc.ts';
import { Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

/** What waits in each queue, who takes it, what holds it back; and the means to hold it back. */
export function QueuesPage() {
  const trpc = useTRPC();
  const stats = useQuery(trpc.stats.queryOptions());
  const workers = useQuery(trpc.workers.queryOptions()).data?.items;
  const may = useMay();
  const stale = !useIsLive();
  useAim(stats.data !== undefined);
  return (
    <Page title="Queues">
      <QueryError query={stats} />
      {stats.data === undefined && !stats.error && (
        <Panel label="Queues">
          <Skeleton lines={6} lineHeight={44} />
        </Panel>
      )}
      {stats.data?.queues.map((queue) => (
        <QueueCard key={queue.queue} queue={queue} workers={workers} may={may} stale={stale} />
      ))}
      <OtherQueues />
    </Page>
  );
}
