import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import type { HistoryRange, Stats } from '../../api.ts';
import { useTRPC } from '../../trpc.ts';
import { EmptyState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryError } from '../query-error.tsx';
import './history-panel.css';

const HistoryPlot = lazy(async () => ({
  default: (await import('./history-plot.tsx')).HistoryPlot,
}));

/** The range's history; asked for again when a statistics event is a whole step ahead of it. Nothing ticks by itself. */
function useHistory(range: HistoryRange, stats: Stats | undefined) {
  const trpc = useTRPC();
  const history = useQuery(
    trpc.history.queryOptions({ range }, { placeholderData: keepPreviousData }),
  );
  const { data, isFetching, refetch } = history;
  const behind =
    data !== undefined &&
    stats !== undefined &&
    // On a new installation the first sample comes within seconds, long before the first step is over.
    (data.points.length === 0 || Date.parse(stats.at) - Date.parse(data.to) >= data.stepMs);
  useEffect(() => {
    // One question a statistics event at most; the next event asks again if this answer was no newer.
    if (behind && !isFetching) void refetch();
    // eslint-disable-next-line react/exhaustive-deps -- isFetching would ask again at once, in a circle.
  }, [behind, stats?.at, refetch]);
  return history;
}

interface HistoryPanelProps {
  range: HistoryRange;
  stats: Stats | undefined;
  stale: boolean;
}

/** What waited, what got done and how long it took. */
export function HistoryPanel({ range, stats, stale }: HistoryPanelProps) {
  const history = useHistory(range, stats);
  const { data, error } = history;
  const room = <div className="history-room" />;
  return (
    <Panel label="Queue over time" className="charts" stale={stale || error !== null}>
      <QueryError query={history} />
      {data === undefined && !error && room}
      {data?.points.length === 0 && (
        <EmptyState title="No history yet">
          The first figures come within a few seconds, and lines within a minute.
        </EmptyState>
      )}
      {data !== undefined && data.points.length > 0 && (
        <Suspense fallback={room}>
          <HistoryPlot history={data} />
        </Suspense>
      )}
    </Panel>
  );
}
