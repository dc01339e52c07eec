import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { HistoryRange } from '../api.ts';
import { AnswersPanel } from '../components/overview/answers-panel.tsx';
import { FailuresPanel } from '../components/overview/failures-panel.tsx';
import { HistoryPanel } from '../components/overview/history-panel.tsx';
import { LimitsPanel } from '../components/overview/limits-panel.tsx';
import { WorkersPanel } from '../components/overview/workers-panel.tsx';
import { QueryError } from '../components/query-error.tsx';
import { PausedNote } from '../components/queues/paused-note.tsx';
import { Page } from '../components/shell/page.tsx';
import { useDeadLetters } from '../dead-letters.ts';
import { useIsLive } from '../live-context.tsx';
import { useFollowedJobs } from '../live-list.ts';
import { useTRPC } from '../trpc.ts';
import { Segmented } from '../ui/segmented.tsx';
import './overview.css';

const RANGES = [
  { value: '15m', label: '15 m' },
  { value: '1h', label: '1 h' },
  { value: '6h', label: '6 h' },
  { value: '24h', label: '24 h' },
  { value: '7d', label: '7 d' },
] as const satisfies readonly { value: HistoryRange; label: string }[];

function useRange(): [HistoryRange, (range: HistoryRange) => void] {
  const { range } = useSearch({ from: '/panel/' });
  const navigate = useNavigate();
  const known = RANGES.find(({ value }) => value === range)?.value ?? '1h';
  const choose = (value: HistoryRange) =>
    void navigate({
      to: '/',
      search: value === '1h' ? {} : { range: value },
      replace: true,
      resetScroll: false,
    });
  return [known, choose];
}

/** Is work flowing, is anything broken, who is busy, what is about to go wrong: in words first, then the evidence. */
export function OverviewPage() {
  const trpc = useTRPC();
  const [range, setRange] = useRange();
  const stats = useQuery(trpc.stats.queryOptions());
  const workers = useQuery(trpc.workers.queryOptions());
  const containers = useQuery(trpc.containers.queryOptions());
  const failures = useDeadLetters();
  const active = useFollowedJobs('active');
  const rows = useMemo(
    () => new Map((active.data?.items ?? []).map((row) => [row.id, row])),
    [active.data],
  );
  const stale = !useIsLive();
  const ranges = (
    <Segmented label="Time range" value={range} options={RANGES} onChange={setRange} />
  );
  return (
    <Page title="Overview" actions={<span className="hide-s">{ranges}</span>}>
      <QueryError query={stats} />
      <PausedNote queues={stats.data?.queues} />
      <AnswersPanel
        facts={{
          stats: stats.data,
          workers: workers.data?.items,
          containers: containers.data,
          failures: failures.data,
        }}
        stale={stale}
      />
      <div className="overview-grid">
        <div className="overview-charts">
          <div className="only-s full-seg">{ranges}</div>
          <HistoryPanel range={range} stats={stats.data} stale={stale} />
        </div>
        <div className="overview-failures">
          <FailuresPanel failures={failures} stale={stale} />
        </div>
        <div className="overview-workers">
          <WorkersPanel
            workers={workers.data?.items}
            containers={containers.data}
            rows={rows}
            stale={stale}
          />
        </div>
        <div className="overview-limits">
          <LimitsPanel containers={containers.data} stale={stale} />
        </div>
      </div>
    </Page>
  );
}
