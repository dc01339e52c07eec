import { Link } from '@tanstack/react-router';
import type { ContainerDetail } from '../../api.ts';
import { formatCount } from '../../format.ts';
import { Panel } from '../../ui/panel.tsx';
import { networkName } from '../containers/container-words.ts';
import { mountWords, portsInOrder } from './wiring-words.ts';
import './fact-list.css';

type Facts = NonNullable<ContainerDetail['facts']>;

interface NetworksPanelProps {
  readonly item: ContainerDetail;
  /** The Compose project shown; null: all containers. */
  readonly project: string | null;
}

/** Whom it shares networks with is a page of its own. */
export function NetworksPanel({ item, project }: NetworksPanelProps) {
  const { networks } = item;
  return (
    <Panel
      title={
        networks.length === 0 ? 'On no network' : `On ${formatCount(networks.length, 'network')}`
      }
      aside={
        <Link className="link" to="/networks">
          who reaches whom
        </Link>
      }
    >
      {networks.length === 0 ? (
        <p className="panel-line small t3">It has no network of its own.</p>
      ) : (
        <ul className="plain-list">
          {networks.map(({ name, ipAddress, aliases }) => (
            <li key={name}>
              <span className="break" title={name}>
                {networkName(name, project)}
              </span>
              <span className="mono t2">{ipAddress ?? '–'}</span>
              {aliases.length > 0 && (
                <span className="wide small t3 break">known as {aliases.join(', ')}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Where it listens, and where the host does for it. */
export function PortsPanel({ facts }: { facts: Facts }) {
  const ports = portsInOrder(facts.ports);
  const published = ports.filter(({ words }) => words !== null).length;
  return (
    <Panel
      title={published === 0 ? 'Publishes no port' : `Publishes ${formatCount(published, 'port')}`}
    >
      {ports.length === 0 ? (
        <p className="panel-line small t3">Its image names none, either.</p>
      ) : (
        <ul className="plain-list">
          {ports.map(({ port, words }) => (
            <li key={`${port.containerPort}/${port.protocol} ${words}`}>
              <span className="mono">
                {port.containerPort}/{port.protocol}
              </span>
              {words === null ? (
                <span className="t3">not published</span>
              ) : (
                <span className="break">host: {words}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** What of the host or of volumes it sees, by where it sees it; paths of the host are not told. */
export function MountsPanel({ facts: { mounts } }: { facts: Facts }) {
  return (
    <Panel title={mounts.length === 0 ? 'No mounts' : formatCount(mounts.length, 'mount')}>
      {mounts.length === 0 ? (
        <p className="panel-line small t3">It sees only its image.</p>
      ) : (
        <ul className="plain-list">
          {mounts.map((mount) => (
            <li key={mount.target}>
              <span className="mono break">{mount.target}</span>
              <span className={`small break ${mount.kind === 'socket' ? 'c-fail' : 't2'}`}>
                {mountWords(mount)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
