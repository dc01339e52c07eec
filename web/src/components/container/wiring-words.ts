import type { ContainerDetail } from '../../api.ts';

type Facts = NonNullable<ContainerDetail['facts']>;
type Port = Facts['ports'][number];
type Mount = Facts['mounts'][number];

/** Listening on these, the host is reached at every address that it has. */
const EVERYWHERE: readonly string[] = ['0.0.0.0', '::', ''];

/** `[::1]:8080`, `127.0.0.1:8080`, `every address, port 8080`; null: not published. */
function publishedWords({ published }: Port): string | null {
  if (published === null) return null;
  const { address, port } = published;
  if (EVERYWHERE.includes(address)) return `every address, port ${port}`;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The published first, then by number; the same port of IPv4 and IPv6 once. */
export function portsInOrder(ports: Facts['ports']): { port: Port; words: string | null }[] {
  const seen = new Set<string>();
  return ports
    .map((port) => ({ port, words: publishedWords(port) }))
    .sort(
      (a, b) =>
        Number(a.words === null) - Number(b.words === null) ||
        a.port.containerPort - b.port.containerPort,
    )
    .filter(({ port, words }) => {
      const key = `${port.containerPort}/${port.protocol} ${words}`;
      return !seen.has(key) && seen.add(key);
    });
}

const KINDS = {
  volume: 'volume',
  bind: 'folder or file of the host',
  tmpfs: 'in memory',
  socket: 'socket of a container engine',
  other: 'mount',
} as const satisfies Record<Mount['kind'], string>;

/** Docker makes up a name for a volume that has none. */
const MADE_UP = /^[0-9a-f]{64}$/;

/** `volume redis-data, writable`, `folder or file of the host, read-only`. */
export function mountWords({ kind, name, writable }: Mount): string {
  const called = name !== null && MADE_UP.test(name) ? 'without a name' : name;
  return `${KINDS[kind]}${called === null ? '' : ` ${called}`}, ${writable ? 'writable' : 'read-only'}`;
}

const CONDITIONS = {
  started: 'started',
  healthy: 'healthy',
  completed: 'ended well',
  other: 'another condition',
} as const satisfies Record<Facts['dependsOn'][number]['condition'], string>;

/** `redis (healthy), init-secrets (ended well)`; null: on nothing. */
export function dependsWords({ dependsOn }: Pick<Facts, 'dependsOn'>): string | null {
  if (dependsOn.length === 0) return null;
  return dependsOn
    .map(({ service, condition }) => `${service} (${CONDITIONS[condition]})`)
    .join(', ');
}

const RESTARTS: Readonly<Record<string, string>> = {
  no: 'never started again by Docker',
  always: 'always started again',
  'unless-stopped': 'started again unless somebody stopped it',
  'on-failure': 'started again after a failure',
};

export function restartPolicyWords({ restartPolicy }: Pick<Facts, 'restartPolicy'>): string {
  return restartPolicy === null ? 'can’t tell' : (RESTARTS[restartPolicy] ?? restartPolicy);
}
