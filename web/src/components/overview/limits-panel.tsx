import { Link } from '@tanstack/react-router';
import type { Containers } from '../../api.ts';
import { formatCount, formatPercent } from '../../format.ts';
import { LoadLine } from '../../ui/load-line.tsx';
import { EmptyState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { containerName } from '../containers/container-words.ts';
import { EngineNote } from '../containers/engine-note.tsx';
import { loadLabel } from '../containers/load.ts';
import { nearest } from './nearest.ts';
import './overview-lists.css';

/** Which containers come near what they may use. */
export function LimitsPanel({
  containers,
  stale,
}: {
  containers: Containers | undefined;
  stale: boolean;
}) {
  const near = containers === undefined ? [] : nearest(containers);
  const connected = containers?.engine.state === 'connected';
  return (
    <Panel
      title="Nearest to a limit"
      stale={stale}
      aside={
        connected && (
          <Link className="link" to="/containers">
            {formatCount(containers.items.length, 'container')}
          </Link>
        )
      }
    >
      {containers === undefined && <Skeleton lines={4} />}
      {containers !== undefined && !connected && <EngineNote engine={containers.engine} />}
      {connected && near.length === 0 && (
        <EmptyState title="No running container has a limit">
          Without limits one container can take the memory of all. Set them under{' '}
          <code>deploy.resources</code>.
        </EmptyState>
      )}
      {connected && near.length > 0 && (
        <>
          <ul className="lines near">
            {near.map(({ item, load, pressure }) => (
              <li key={`${item.id} ${load.resource}`}>
                <span className="clip">
                  <span className="m">{containerName(item, containers.engine.project)}</span>{' '}
                  <span className="t3">{load.resource}</span>
                </span>
                <LoadLine {...load.line} label={loadLabel(load, item)} />
                <span className="num nw">{formatPercent(Math.round(pressure * 100))}</span>
              </li>
            ))}
          </ul>
          <p className="legend micro t3">
            <span>triangle: reserved</span>
            <span>stroke: limit</span>
            <span>beyond it: throttled, killed</span>
          </p>
        </>
      )}
    </Panel>
  );
}
