import type { Networks } from '../../api.ts';
import { cellsOf, kindOf } from './cells.ts';
import { mountWords } from './reach-words.ts';
import {
  addressesOf,
  addressText,
  BOX,
  MOST_COLUMNS,
  networkWords,
  railsOf,
  serviceWords,
} from './rails.ts';
import './rail-graph.css';

type Service = Networks['services'][number];

/** Names are cut to what fits; in full they are in the list beside the picture. */
const cut = (name: string, most: number) =>
  name.length > most ? `${name.slice(0, most - 1)}…` : name;

function Tag(props: { x: number; text: string; tone: 'plain' | 'fail'; dash: string }) {
  const { x, text, tone, dash } = props;
  const width = text.length * 6.4 + 8;
  return (
    <g className={`rg-tag ${tone}`}>
      <path d={`M${x} ${BOX.height}v20`} strokeDasharray={dash} />
      <rect x={x - width / 2} y={BOX.height + 20} width={width} height={16} rx={2} />
      <text x={x} y={BOX.height + 31.5} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}

function ServiceBox(props: {
  x: number;
  service: Service;
  opened: boolean;
  socket: string | null;
}) {
  const { x, service, opened, socket } = props;
  const [port] = service.published;
  const more = service.published.length > 1 ? ` +${service.published.length - 1}` : '';
  return (
    <g>
      <rect
        className="rg-box"
        x={x - BOX.width / 2}
        y={1}
        width={BOX.width}
        height={BOX.height - 1}
        rx={4}
      />
      <text className="rg-name" x={x} y={16} textAnchor="middle">
        {cut(service.name, 13)}
      </text>
      <text
        className={service.running < service.replicas || service.stranger ? 'rg-loud' : undefined}
        x={x}
        y={30}
        textAnchor="middle"
      >
        {cut(serviceWords(service), 16)}
      </text>
      {port && (
        <Tag x={x - 26} text={`:${port.port}${more}`} tone={opened ? 'fail' : 'plain'} dash="3 2" />
      )}
      {socket !== null && <Tag x={x + (port ? 30 : -28)} text={socket} tone="plain" dash="1.5 2" />}
    </g>
  );
}

/** Mounts of the engine's socket, by service. */
function socketsOf({ mounts }: Networks): ReadonlyMap<string, string> {
  const members = mounts.filter(({ kind }) => kind === 'socket').flatMap((mount) => mount.members);
  return new Map(
    members.map(({ service, writable }) => [service, writable ? 'socket' : 'socket :ro']),
  );
}

/** Services above, networks as rails. A dot is a membership, a gap passes by; dashed goes to the host, dotted is a mount. */
export function RailGraph({ networks }: { networks: Networks }) {
  const { width, height, columns, rows, dots, lines } = railsOf(networks);
  const sockets = socketsOf(networks);
  const outside = cellsOf(networks.reachability).get('outside');
  return (
    <div className="rg hide-s">
      <svg style={{ maxWidth: width }} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {rows.map(({ y, network }) => (
          <g key={network.name}>
            <path className="rg-rail" d={`M118 ${y}H${width - 4}`} />
            <text className="rg-name" x={0} y={y - 1}>
              {cut(network.label, 17)}
            </text>
            <text x={0} y={y + 13}>
              {networkWords(network)}
            </text>
          </g>
        ))}
        {lines.map(({ x, pieces }) => (
          <path
            key={x}
            className="rg-line"
            d={pieces.map(([from, to]) => `M${x} ${from}V${to}`).join('')}
          />
        ))}
        {dots.map(({ x, y, addresses }) => (
          <g key={`${x} ${y}`}>
            <circle className="rg-dot" cx={x} cy={y} r={4.2} />
            <text x={x + 7} y={y + 14}>
              {cut(addresses, 14)}
            </text>
          </g>
        ))}
        {columns.map(({ x, service }) => {
          const cell = outside?.get(service.name);
          return (
            <ServiceBox
              key={service.name}
              x={x}
              service={service}
              opened={cell !== undefined && kindOf(cell) === 'broken'}
              socket={sockets.get(service.name) ?? null}
            />
          );
        })}
      </svg>
      <p className="small t3">
        Dot: member. Gap: passes by. Dashed: published to the host. Dotted: mount.
      </p>
    </div>
  );
}

/** Whether there are so many services that the list is shown in place of the picture. */
export const isCrowded = ({ services }: Networks): boolean => services.length > MOST_COLUMNS;

/** The same in words: for phones, for screen readers, and where the picture would be too large. */
export function NetworkList({ networks }: { networks: Networks }) {
  return (
    <ul className={`net-list ${isCrowded(networks) ? '' : 'beside'}`}>
      {networks.items.map((network) => {
        const services = [...new Set(network.members.map(({ service }) => service))];
        return (
          <li key={network.name}>
            <p>
              <b>{network.label}</b> <span className="small t3">{networkWords(network)}</span>
            </p>
            <ul>
              {services.map((service) => (
                <li key={service} className="row between">
                  <span className="clip">{service}</span>
                  <span className="mono t3">
                    {addressText(addressesOf(network, service)) || 'not running'}
                  </span>
                </li>
              ))}
            </ul>
            {services.length === 0 && <p className="small t3">nobody is on it</p>}
          </li>
        );
      })}
    </ul>
  );
}

/** Ways that are no network: volumes and folders that one writes and another reads. */
export function MountList({ mounts }: Pick<Networks, 'mounts'>) {
  const shared = mounts.filter(({ kind }) => kind !== 'socket');
  if (shared.length === 0) return null;
  return (
    <section className="mount-list rule">
      <h3>Shared besides networks</h3>
      <ul className="small">
        {shared.map((mount) => {
          const words = mountWords(mount);
          return (
            <li key={`${mount.name} ${words}`} className="break">
              {words}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
