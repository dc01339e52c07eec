import { Link } from '@tanstack/react-router';
import type { Container, Engine, Worker } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { formatWhen } from '../../format.ts';
import { LoadLine } from '../../ui/load-line.tsx';
import { HealthBadge } from '../../ui/state-badge.tsx';
import {
  containerName,
  doingWords,
  healthOf,
  isBroken,
  lifeWords,
  restartWords,
} from './container-words.ts';
import { loadLabel, loadsOf } from './load.ts';

export interface ContainerRowProps {
  item: Container;
  engine: Engine;
  workers: readonly Worker[];
  /** In a list that is not grouped by service, the row says it. */
  withService: boolean;
}

const SHORT = { cpu: 'cpu', memory: 'mem', pids: 'pids' } as const;

function Lanes({ item, engine }: { item: Container; engine: Engine }) {
  const now = useNow();
  if (item.state !== 'running' && item.state !== 'paused')
    return (
      <p className="ct-load small t3">
        {item.finishedAt === null ? 'not running' : `ended ${formatWhen(item.finishedAt, now)}`},
        nothing to measure
      </p>
    );
  return (
    <ul className="ct-load lanes">
      {loadsOf(item, engine).map((load) => (
        <li key={load.resource}>
          <span className="t3">{SHORT[load.resource]}</span>
          <LoadLine {...load.line} label={loadLabel(load, item)} />
          <span className="v nw">{load.figures}</span>
          <span className={`q nw ${load.remark?.tone ?? ''}`}>{load.remark?.words}</span>
        </li>
      ))}
    </ul>
  );
}

function Networks({ item }: { item: Container }) {
  if (item.networks.length === 0) return <p className="ct-nets small t3">no network</p>;
  return (
    <ul className="ct-nets small">
      {item.networks.map((network) => (
        <li key={network.name} title={network.aliases.join(', ')}>
          <span className="clip">{network.name}</span>
          <span className="mono t3">{network.ipAddress ?? '–'}</span>
        </li>
      ))}
    </ul>
  );
}

function Doing({ item, workers }: Pick<ContainerRowProps, 'item' | 'workers'>) {
  const doing = doingWords(item, workers);
  if (doing === null) return null;
  return (
    <Link className="link" to="/workers">
      {doing.jobs} of {doing.slots} slots taken
    </Link>
  );
}

/** One container: how it is, what it uses of what it may, whom it can talk to, and how often it came back. */
export function ContainerRow({ item, engine, workers, withService }: ContainerRowProps) {
  const now = useNow();
  const health = healthOf(item);
  const loud = isBroken(item) ? 'c-fail' : 't3';
  return (
    <li id={item.id} className="ct-row">
      <div className="ct-who">
        <span className="row">
          <HealthBadge health={health} iconOnly />
          <span className="m clip" title={item.name}>
            {containerName(item, engine.project)}
          </span>
        </span>
        <span className={`small sub ${loud}`}>
          {health === 'unhealthy' ? `unhealthy, ${lifeWords(item, now)}` : lifeWords(item, now)}
        </span>
        <span className="small sub t3 clip" title={item.image}>
          {withService ? (item.service ?? item.image) : item.image}
        </span>
      </div>
      <Lanes item={item} engine={engine} />
      <Networks item={item} />
      <div className="ct-ends small">
        <p className={item.restarts === 0 || item.restarts === null ? 't3' : undefined}>
          {restartWords(item)}
        </p>
        {item.oomKilled === true && (
          <p>
            <span className="tag fail">OOM</span> <span className="c-fail">killed for memory</span>
          </p>
        )}
        <Doing item={item} workers={workers} />
      </div>
    </li>
  );
}
