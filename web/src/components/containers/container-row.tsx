import { Link } from '@tanstack/react-router';
import type { Container, Engine, Worker } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { formatBytes, formatCount, formatWhen } from '../../format.ts';
import { HealthBadge } from '../../ui/state-badge.tsx';
import { dayOf, type ContainerDay } from './container-day.ts';
import {
  containerName,
  doingWords,
  healthOf,
  isBroken,
  lifeWords,
  restartWords,
  unhealthyWords,
} from './container-words.ts';
import { DayStrip } from './day-strip.tsx';
import { Lanes } from './lanes.tsx';
import { loadsOf } from './load.ts';
import { useSeenNow } from './use-seen-now.ts';
import type { StackHistory } from './use-stack-day.ts';

interface ContainerRowProps {
  item: Container;
  /** The one it runs on. */
  engine: Engine;
  workers: readonly Worker[];
  history: StackHistory;
  /** In a list that is not grouped by service, the row says it. */
  withService: boolean;
  /** When what is shown was seen; null: it is from now. */
  seenAt: string | null;
  /** Its engine alone does not answer: it is dimmed by itself. */
  dimmed: boolean;
}

function Load({ item, engine, day }: { item: Container; engine: Engine; day?: ContainerDay }) {
  const now = useNow();
  if (item.state === 'running' || item.state === 'paused')
    return (
      <div className="ct-load">
        <Lanes item={item} loads={loadsOf(item, engine, day)} />
      </div>
    );
  return (
    <p className="ct-load small t3">
      {item.finishedAt === null ? 'not running' : `ended ${formatWhen(item.finishedAt, now)}`},
      nothing to measure
    </p>
  );
}

function Ends({ item, day }: { item: Container; day: ContainerDay | undefined }) {
  const now = useNow();
  const none = (day?.restarts ?? 0) === 0 && (item.restarts ?? 0) === 0;
  const kills = day?.oomKills ?? 0;
  const ended = item.state !== 'running' && isBroken(item);
  return (
    <div className="ct-ends small">
      <p className={none ? 't3' : undefined}>{restartWords(item, day, now)}</p>
      {(kills > 0 || item.oomKilled === true) && (
        <p className="c-fail">
          {kills > 0 ? `${formatCount(kills, 'OOM kill')} in 24 h` : 'killed for memory'}
        </p>
      )}
      {ended && item.finishedAt !== null && (
        <p className="c-fail">ended {formatWhen(item.finishedAt, now)}</p>
      )}
    </div>
  );
}

const perSecond = (bytes: number): string => `${formatBytes(bytes)}/s`;

/** The jobs of its slots, else what goes over its networks. */
function Doing({ item, workers }: Pick<ContainerRowProps, 'item' | 'workers'>) {
  if (item.state !== 'running') return <div className="ct-doing" />;
  const doing = doingWords(item, workers);
  const { receivedPerSecond, sentPerSecond } = item.io;
  return (
    <div className="ct-doing small">
      {doing !== null && (
        <p>
          <Link className="link" to="/workers">
            {formatCount(doing.jobs, 'job')}
          </Link>{' '}
          <span className="t3">of {formatCount(doing.slots, 'slot')}</span>
        </p>
      )}
      {doing === null && receivedPerSecond !== null && sentPerSecond !== null && (
        <>
          <p className="t3">{perSecond(receivedPerSecond)} in</p>
          <p className="t3">{perSecond(sentPerSecond)} out</p>
        </>
      )}
    </div>
  );
}

/** One container: how it is, what it uses of what it may, how its day was, how often it came back, and what it is doing. */
export function ContainerRow(props: ContainerRowProps) {
  const { item, engine, workers, history, withService, seenAt, dimmed } = props;
  const now = useSeenNow(seenAt);
  const unhealthy = unhealthyWords(item);
  const day = dayOf(history.day, item.id);
  const place = [withService ? item.service : null, item.host].filter((word) => word !== null);
  return (
    <li id={item.id} className={`ct-row${dimmed ? ' stale-data' : ''}`}>
      <div className="ct-who">
        <span className="row">
          <HealthBadge health={healthOf(item)} iconOnly />
          <Link
            className="m clip ct-name"
            to="/containers/$id"
            params={{ id: item.id }}
            title={item.name}
          >
            {containerName(item, engine.project)}
          </Link>
        </span>
        {unhealthy !== null && <span className="small sub c-fail">{unhealthy}</span>}
        <span className={`small sub ${isBroken(item) && unhealthy === null ? 'c-fail' : 't3'}`}>
          {lifeWords(item, now)}
        </span>
        {place.length > 0 && (
          <span className="small sub t3 clip" title={place.join(' on ')}>
            {place.join(' on ')}
          </span>
        )}
      </div>
      <Load item={item} engine={engine} {...(day && { day })} />
      <DayStrip item={item} history={history} />
      <Ends item={item} day={day} />
      <Doing item={item} workers={workers} />
    </li>
  );
}
