import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ContainerDetail, ContainerHealth, TimelineEvent } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { formatWhen, formatWhenExactly } from '../../format.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CELL_MS, marksOf } from '../containers/container-day.ts';
import { cellFrom, cellWords, type Strip } from '../containers/strip-words.ts';
import { QueryError } from '../query-error.tsx';
import { checkWords, dayWords, latencyWords } from './health-words.ts';
import { ProbesTable } from './probes-table.tsx';
import { StripReader } from './strip-reader.tsx';
import './health-panel.css';

/** A probe is told of right before it is stored. */
const STORED_MS = 1_000;

/** The probes, read anew after each of which the live stream tells. */
function useHealth({ id, probedAt }: ContainerDetail) {
  const query = useQuery(useTRPC().stack.health.queryOptions({ id }));
  const { refetch } = query;
  const known = useRef(probedAt);
  useEffect(() => {
    if (known.current === probedAt) return undefined;
    known.current = probedAt;
    const timer = setTimeout(() => void refetch(), STORED_MS);
    return () => clearTimeout(timer);
  }, [probedAt, refetch]);
  return query;
}

const within = (at: string, from: number): boolean =>
  Date.parse(at) >= from && Date.parse(at) < from + CELL_MS;

interface ProbesProps {
  readonly health: ContainerHealth;
  readonly strip: Strip;
  readonly cell: number | null;
  readonly onAll: () => void;
}

/** The probes of the cell that is read out, else the newest. */
function Probes({ health, strip, cell, onAll }: ProbesProps) {
  const now = useNow();
  if (cell === null)
    return health.probes.length === 0 ? null : <ProbesTable probes={health.probes} />;
  const from = cellFrom(strip, cell);
  const probes = health.probes.filter(({ at }) => within(at, from));
  const oldest = health.probes.at(-1)?.at;
  return (
    <>
      <div className="health-cell row wrap">
        <p className="grow" aria-live="polite">
          {cellWords(strip, cell, now)}
        </p>
        <Button onClick={onAll}>Show the newest probes</Button>
      </div>
      {probes.length > 0 ? (
        <ProbesTable probes={probes} />
      ) : (
        <p className="health-none small t3">
          No probe of this time is kept
          {oldest !== undefined && `: the oldest is of ${formatWhen(oldest, now)}`}.
        </p>
      )}
    </>
  );
}

/** To have no health check is a lack of what runs on and on. */
function Unchecked({ state }: Pick<ContainerDetail, 'state'>) {
  if (state !== 'running') return <p className="health-none small t3">It has no health check.</p>;
  return (
    <EmptyState title="Nothing checks its health">
      That it runs does not say that it works. A <code>healthcheck</code> in its service tells.
    </EmptyState>
  );
}

interface HealthPanelProps {
  readonly item: ContainerDetail;
  /** What happened to it. */
  readonly events: readonly TimelineEvent[];
  readonly stale: boolean;
}

/** Its health over a day, and every probe that is kept. */
export function HealthPanel({ item, events, stale }: HealthPanelProps) {
  const now = useNow();
  const query = useHealth(item);
  const { data, error } = query;
  const [cell, setCell] = useState<number | null>(null);
  const check = item.facts?.healthCheck;
  if (data === undefined)
    return (
      <Panel title="Health">
        <QueryError query={query} />
        {!error && <Skeleton lines={4} />}
      </Panel>
    );
  const to = Date.parse(data.to);
  const strip: Strip = {
    strip: data.strip,
    to,
    marks: marksOf(events, item, { to, cells: data.strip.length }),
  };
  const latency = latencyWords(data);
  return (
    <Panel title={dayWords(data) ?? 'Health'} className="health" stale={stale || error !== null}>
      <QueryError query={query} />
      <div className="health-day">
        <StripReader strip={strip} cell={cell} onCell={setCell} />
        {(check || latency !== null) && (
          <p className="small t2">
            {check ? `Checked ${checkWords(check)}.` : ''}
            {latency !== null && ` Probes ${latency}.`}
            {data.day !== null && ` Seen since ${formatWhenExactly(data.day.since, now)}.`}
          </p>
        )}
      </div>
      {item.facts !== null && check === null ? (
        <Unchecked state={item.state} />
      ) : (
        <Probes health={data} strip={strip} cell={cell} onAll={() => setCell(null)} />
      )}
      {check && data.probes.length === 0 && cell === null && (
        <EmptyState title="No probe seen yet">
          The first one is noted here within seconds of its end.
        </EmptyState>
      )}
    </Panel>
  );
}
