import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useAim } from '../aim.ts';
import type { Worker } from '../api.ts';
import { QueryError } from '../components/query-error.tsx';
import { Page } from '../components/shell/page.tsx';
import { WorkerCard } from '../components/workers/worker-card.tsx';
import { formatCount } from '../format.ts';
import { useIsLive } from '../live-context.tsx';
import { useFollowedJobs } from '../live-list.ts';
import { useTRPC } from '../trpc.ts';
import { EmptyState, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';
import { buttonClass } from '../ui/button.tsx';

/** `10 of 12 slots taken by 3 workers, 1 lost`. */
function summary(workers: readonly Worker[]): string {
  const up = workers.filter((worker) => worker.state !== 'lost');
  const slots = up.reduce((sum, worker) => sum + worker.concurrency, 0);
  const taken = up.reduce((sum, worker) => sum + worker.running.length, 0);
  const lost = workers.length - up.length;
  const paused = up.filter((worker) => worker.state === 'paused').length;
  const draining = up.filter((worker) => worker.state === 'draining').length;
  return [
    `${taken} of ${formatCount(slots, 'slot')} taken on ${formatCount(up.length, 'worker')}`,
    paused > 0 ? `${paused} paused` : null,
    draining > 0 ? `${draining} draining` : null,
    lost > 0 ? `${lost} lost` : null,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Who works, on what, since when, and how they feel. */
export function WorkersPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.workers.queryOptions());
  const { data, error } = query;
  const active = useFollowedJobs('active');
  const rows = useMemo(
    () => new Map((active.data?.items ?? []).map((row) => [row.id, row])),
    [active.data],
  );
  const stale = !useIsLive();
  const workers = data?.items;
  useAim(workers !== undefined);
  return (
    <Page title="Workers">
      <QueryError query={query} />
      {workers === undefined && !error && (
        <Panel label="Workers">
          <Skeleton lines={4} lineHeight={44} />
        </Panel>
      )}
      {workers?.length === 0 && (
        <Panel label="Workers">
          <EmptyState
            title="No worker is up"
            action={
              <Link className={buttonClass()} to="/jobs">
                See what waits
              </Link>
            }
          >
            Jobs are kept and wait until one starts: with <code>npm start</code>, or{' '}
            <code>docker compose up worker</code>. A worker shows up here within 2 s.
          </EmptyState>
        </Panel>
      )}
      {workers !== undefined && workers.length > 0 && (
        <>
          <p className="t2">{summary(workers)}</p>
          {workers.map((worker) => (
            <WorkerCard key={worker.id} worker={worker} rows={rows} stale={stale} />
          ))}
        </>
      )}
    </Page>
  );
}
