import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ContainerDetail, Containers, Worker } from '../api.ts';
import { ContainerFacts } from '../components/container/container-facts.tsx';
import { GonePanel } from '../components/container/gone-panel.tsx';
import { HardeningPanel } from '../components/container/hardening-panel.tsx';
import { HealthPanel } from '../components/container/health-panel.tsx';
import { JobsPanel } from '../components/container/jobs-panel.tsx';
import { LoadPanel } from '../components/container/load-panel.tsx';
import { MadePanel } from '../components/container/made-panel.tsx';
import { useContainer } from '../components/container/use-container.ts';
import { USAGE_RANGES, UsagePanel, type UsageRange } from '../components/container/usage-panel.tsx';
import { MountsPanel, NetworksPanel, PortsPanel } from '../components/container/wiring-panels.tsx';
import { dayOf } from '../components/containers/container-day.ts';
import { containerName, isBroken } from '../components/containers/container-words.ts';
import { engineOf, seenAt } from '../components/containers/engine-of.ts';
import { EngineNote, EngineNotes } from '../components/containers/engine-note.tsx';
import { Page } from '../components/shell/page.tsx';
import { TimelineList } from '../components/timeline/timeline-list.tsx';
import { shortContainerId } from '../format.ts';
import { useIsCutOff } from '../live-context.tsx';
import { useTRPC } from '../trpc.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState, ErrorState, Note, Skeleton, StaleNote } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';
import './container.css';

const PARENT = { to: '/containers', label: 'Containers' } as const;
const RANGE: UsageRange = '15m';
/** Enough for the marks of a day of one container. */
const EVENTS = 200;

function useRange(): [UsageRange, (range: UsageRange) => void] {
  const { range } = useSearch({ from: '/panel/containers/$id' });
  const navigate = useNavigate({ from: '/containers/$id' });
  const known = USAGE_RANGES.find(({ value }) => value === range)?.value ?? RANGE;
  const choose = (value: UsageRange) =>
    void navigate({
      search: value === RANGE ? {} : { range: value },
      replace: true,
      resetScroll: false,
    });
  return [known, choose];
}

/** One container: how it is, what it used, what happened to it, and what it may do. */
export function ContainerPage() {
  const { id } = useParams({ from: '/panel/containers/$id' });
  const { item, isGone, successor, containers, worker, ...rest } = useContainer(id);
  const name = item && containerName(item, containers?.engine.project ?? null);
  if (isGone)
    return (
      <Page title={name ?? `Container ${shortContainerId(id)}`} parent={PARENT}>
        <GonePanel id={id} last={item} successor={successor} />
      </Page>
    );
  const { error } = rest;
  if (item === undefined)
    return (
      <Page title={`Container ${shortContainerId(id)}`} parent={PARENT}>
        {containers && <EngineNotes containers={containers} />}
        {error && <ErrorState error={error} onRetry={rest.retry} />}
        {!error && rest.isPending && (
          <>
            <Panel label="Loading">
              <Skeleton lines={2} />
            </Panel>
            <Panel label="Loading">
              <Skeleton lines={8} />
            </Panel>
          </>
        )}
        {!error && !rest.isPending && (
          <Panel label="Not known">
            <EmptyState
              title="Can’t tell whether there is such a container"
              action={
                <Link className={buttonClass()} to="/containers">
                  To the containers
                </Link>
              }
            >
              Docker has not told of it. The page goes on by itself.
            </EmptyState>
          </Panel>
        )}
      </Page>
    );
  return (
    <Page
      title={name ?? item.name}
      heading={
        <>
          {name} <span className="mono t2 container-short">{shortContainerId(id)}</span>
        </>
      }
      parent={PARENT}
    >
      {error && <StaleNote error={error} shownFrom={rest.shownFrom} onRetry={rest.retry} />}
      <ContainerView key={id} item={item} containers={containers} worker={worker} />
    </Page>
  );
}

interface ContainerViewProps {
  readonly item: ContainerDetail;
  readonly containers: Containers | undefined;
  readonly worker: Worker | undefined;
}

function ContainerView({ item, containers, worker }: ContainerViewProps) {
  const trpc = useTRPC();
  const { data: day } = useQuery(trpc.stack.day.queryOptions());
  const { data: timeline } = useQuery(
    trpc.stack.timeline.queryOptions({ container: item.id, limit: EVENTS }),
  );
  const [range, setRange] = useRange();
  const isCutOff = useIsCutOff();
  const engine = containers && engineOf(containers, item);
  const at = containers === undefined ? null : seenAt(containers, item);
  const away = engine !== undefined && engine.state !== 'connected';
  const stale = isCutOff || away;
  const own = dayOf(day, item.id);
  const { facts } = item;
  return (
    <>
      {away && <EngineNote engine={engine} host={item.host ?? undefined} seenAt={at} />}
      {item.exitWords !== null && (
        <Note
          tone={isBroken(item) ? 'fail' : 'plain'}
          icon={isBroken(item) ? 'failed' : item.exitCode === null ? 'unknown' : 'done'}
        >
          <p className="break">{item.exitWords}</p>
        </Note>
      )}
      <ContainerFacts item={item} day={own} worker={worker} seenAt={stale ? at : null} />
      <div className="container-below">
        <div className="stack">
          {engine && <LoadPanel item={item} engine={engine} day={own} stale={stale} />}
          <UsagePanel item={item} at={at} range={range} onRange={setRange} stale={stale} />
          <HealthPanel item={item} events={timeline?.items ?? []} stale={stale} />
          <Panel title="What happened to it" stale={stale}>
            <TimelineList container={item.id} />
          </Panel>
        </div>
        <div className="stack">
          {worker && <JobsPanel worker={worker} stale={stale} />}
          {facts === null && (
            <Note>
              Docker did not tell what it is made of: ports, mounts and hardening can’t be told.
            </Note>
          )}
          {facts !== null && <HardeningPanel facts={facts} />}
          <NetworksPanel item={item} project={engine?.project ?? null} />
          {facts !== null && (
            <>
              <PortsPanel facts={facts} />
              <MountsPanel facts={facts} />
              <MadePanel image={item.image} facts={facts} />
            </>
          )}
        </div>
      </div>
    </>
  );
}
