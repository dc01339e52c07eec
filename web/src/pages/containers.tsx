import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useAim } from '../aim.ts';
import { ContainersList } from '../components/containers/containers-list.tsx';
import { EngineNotes } from '../components/containers/engine-note.tsx';
import { StackNotes } from '../components/containers/stack-notes.tsx';
import { TotalsPanel } from '../components/containers/totals-panel.tsx';
import { useStackDay } from '../components/containers/use-stack-day.ts';
import { QueryError } from '../components/query-error.tsx';
import { Page } from '../components/shell/page.tsx';
import { SwarmPanel } from '../components/swarm/swarm-panel.tsx';
import { useIsCutOff } from '../live-context.tsx';
import { useTRPC } from '../trpc.ts';
import { EmptyState, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';
import { Segmented } from '../ui/segmented.tsx';

const ORDERS = [
  { value: 'service', label: 'By service' },
  { value: 'pressure', label: 'By pressure' },
] as const;

/** Which container is near a limit, unhealthy or was killed. */
export function ContainersPage() {
  const trpc = useTRPC();
  const { by } = useSearch({ from: '/panel/containers' });
  const navigate = useNavigate();
  const order = by === 'pressure' ? 'pressure' : 'service';
  const query = useQuery(trpc.containers.queryOptions());
  const { data, error } = query;
  const { data: workers } = useQuery(trpc.workers.queryOptions());
  const history = useStackDay();
  const isCutOff = useIsCutOff();
  // With several hosts one that answers is enough: the rows of the others are dimmed by themselves.
  const engines = data === undefined ? [] : [data.engine, ...data.engines];
  const connected = engines.some((engine) => engine.state === 'connected');
  const stale = isCutOff || !connected;
  useAim(data !== undefined);
  const choose = (value: 'service' | 'pressure') =>
    void navigate({
      to: '/containers',
      search: value === 'service' ? {} : { by: value },
      replace: true,
    });
  const orders = data !== undefined && data.items.length > 0 && (
    <Segmented label="Order" value={order} options={ORDERS} onChange={choose} />
  );
  return (
    <Page title="Containers" actions={<span className="hide-s">{orders}</span>}>
      <div className="only-s full-seg">{orders}</div>
      <QueryError query={query} />
      {data === undefined && !error && (
        <Panel label="Containers">
          <Skeleton lines={5} lineHeight={62} />
        </Panel>
      )}
      {data !== undefined && <EngineNotes containers={data} />}
      {data !== undefined && connected && data.items.length === 0 && (
        <Panel label="Containers">
          <EmptyState title="No containers">
            {data.engine.project === null
              ? 'Docker answers, and none is there.'
              : `Docker answers, and none belongs to the project ${data.engine.project}. DOCKER_PROJECT=* shows all.`}
          </EmptyState>
        </Panel>
      )}
      {data !== undefined && data.items.length > 0 && (
        <>
          <TotalsPanel containers={data} stale={stale} />
          <ContainersList
            containers={data}
            workers={workers?.items ?? []}
            history={history}
            order={order}
            stale={stale}
          />
        </>
      )}
      <SwarmPanel stale={stale} />
      {data !== undefined && data.items.length > 0 && <StackNotes containers={data} />}
    </Page>
  );
}
