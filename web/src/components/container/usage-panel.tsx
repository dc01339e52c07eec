import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import type { Container, ContainerUsage } from '../../api.ts';
import { useTRPC } from '../../trpc.ts';
import { EmptyState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { QueryError } from '../query-error.tsx';
import { useLiveUsage, withLive } from './live-usage.ts';
import './usage-panel.css';

const UsagePlot = lazy(async () => ({
  default: (await import('./usage-plot.tsx')).UsagePlot,
}));

export type UsageRange = ContainerUsage['range'];

export const USAGE_RANGES = [
  { value: '15m', label: '15 m' },
  { value: '1h', label: '1 h' },
  { value: '6h', label: '6 h' },
  { value: '24h', label: '24 h' },
  { value: '7d', label: '7 d' },
] as const satisfies readonly { value: UsageRange; label: string }[];

/** The shortest range goes on by itself; what is stored of it is asked for again after this time. */
const LIVE_RANGE = '15m';
const RENEW_MS = 60_000;

/** Usage of a range, asked for again when a sample is ahead of it; nothing ticks by itself. */
function useUsage(item: Container, at: string | null, range: UsageRange) {
  const usage = useQuery(
    useTRPC().stack.usage.queryOptions(
      { id: item.id, range },
      { placeholderData: keepPreviousData },
    ),
  );
  const live = useLiveUsage(item, at);
  const { data, isFetching, refetch } = usage;
  const behind =
    data !== undefined &&
    at !== null &&
    Date.parse(at) - Date.parse(data.to) >=
      (range === LIVE_RANGE ? RENEW_MS : Math.max(data.stepMs, 10_000));
  useEffect(() => {
    if (behind && !isFetching) void refetch();
    // eslint-disable-next-line react/exhaustive-deps -- isFetching would ask again at once, in a circle.
  }, [behind, at, refetch]);
  return { ...usage, data: data?.range === LIVE_RANGE ? withLive(data, live) : data };
}

interface UsagePanelProps {
  readonly item: Container;
  /** When its figures were read; null: never. */
  readonly at: string | null;
  readonly range: UsageRange;
  readonly onRange: (range: UsageRange) => void;
  readonly stale: boolean;
}

/** What it used over time. */
export function UsagePanel({ item, at, range, onRange, stale }: UsagePanelProps) {
  const usage = useUsage(item, at, range);
  const { data, error } = usage;
  const room = <div className="usage-room" />;
  return (
    <Panel
      title="Usage over time"
      className="usage"
      stale={stale}
      aside={
        <Segmented label="Time range" value={range} options={USAGE_RANGES} onChange={onRange} />
      }
    >
      <QueryError
        query={usage}
        // What the live stream told since belongs to it.
        {...(data !== undefined && { shownFrom: Date.parse(data.to) })}
      />
      {data === undefined && !error && room}
      {data?.points.length === 0 && (
        <EmptyState title="No figures in this time">
          {item.state === 'running'
            ? 'The first ones come within a few seconds.'
            : 'It did not run, or nobody sampled.'}
        </EmptyState>
      )}
      {data !== undefined && data.points.length > 0 && (
        <Suspense fallback={room}>
          <UsagePlot usage={data} item={item} />
        </Suspense>
      )}
    </Panel>
  );
}
