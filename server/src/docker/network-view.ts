import type { Engine } from '../schemas/container.ts';
import { byServiceAndReplica, containerView } from './container-view.ts';
import type { ContainerAnswers } from './container-view.ts';
import type { ListedContainer } from './docker-answers.ts';
import { mountsView } from './mounts-view.ts';
import type { ContainerFact, NetworkFact, NetworkFacts } from './network-facts.ts';
import type { NetworkReading } from './network-reader.ts';
import { shownText } from './shown-text.ts';
import { stackLabels } from './stack-labels.ts';

interface NetworkAnswers {
  readonly engine: Engine;
  readonly at: string | null;
  readonly containers: readonly ContainerAnswers[];
  /** null: they could not be read. */
  readonly networks: readonly NetworkReading[] | null;
}

/** Labels may be of any length. */
const NAME_LENGTH = 200;
/** Words of the rules and the matrix that a service of that name must not be taken for. */
const RESERVED = new Set(['outside', 'internet']);
const TROUBLE =
  'Docker lists its containers, but not its networks. If a gate is in front of it, that must let GET /networks through, as nginx/docker-gate.conf does.';

/** Maps Docker's answers to the facts that reachability is judged by. */
export function networkFacts({ engine, at, containers, networks }: NetworkAnswers): NetworkFacts {
  const named = containers
    .map((answers) => ({ ...answers, view: containerView({ ...answers, usage: null }) }))
    .sort((a, b) => byServiceAndReplica(a.view, b.view));
  const own = named.map(({ view, ...answers }) => ({
    listed: answers.listed,
    fact: containerFact(answers, view, engine.project),
  }));
  return {
    engine,
    at,
    trouble: networks === null && at !== null ? TROUBLE : null,
    networks: (networks ?? []).map(networkFact).sort((a, b) => (a.label < b.label ? -1 : 1)),
    containers: [
      ...own.map(({ fact }) => fact),
      ...strangers(networks ?? [], new Set(own.map(({ fact }) => fact.id))),
    ],
    mounts: mountsView(
      own.map(({ listed, fact }) => ({ service: fact.service, mounts: listed.Mounts ?? [] })),
    ),
  };
}

function containerFact(
  { listed, inspected }: Omit<ContainerAnswers, 'usage'>,
  view: ReturnType<typeof containerView>,
  project: string | null,
): ContainerFact {
  return {
    id: view.id,
    name: view.name,
    service: serviceOf(listed, view, project),
    runs: view.state === 'running' || view.state === 'paused',
    done: view.done,
    debug: listed.Labels?.['taskdeck.profile'] === 'debug',
    stranger: false,
    stack: stackOf(listed),
    // From the list, which is fresh with every sample: the details may be 10 s old.
    addresses: Object.entries(listed.NetworkSettings?.Networks ?? {})
      .filter(([name]) => name !== 'host' && name !== 'none')
      .map(([name, { IPAddress, GlobalIPv6Address }]) => ({
        network: name,
        ipAddress: IPAddress || GlobalIPv6Address || null,
      })),
    published: publishedOf(listed),
    exposed: Object.keys(inspected?.Config?.ExposedPorts ?? {}).flatMap((key) => {
      const port = /^(\d+)\/tcp$/.exec(key)?.[1];
      return port === undefined ? [] : [Number(port)];
    }),
  };
}

function serviceOf(
  listed: ListedContainer,
  { service, name }: { readonly service: string | null; readonly name: string },
  project: string | null,
): string {
  const { project: own } = stackLabels(listed.Labels);
  const prefix = project === null && own !== null ? `${shownText(own, NAME_LENGTH)}/` : '';
  const row = service === null ? name : `${prefix}${service}`;
  return RESERVED.has(row) ? `${row} (service)` : row;
}

function stackOf({ HostConfig }: ListedContainer): ContainerFact['stack'] {
  const mode = HostConfig?.NetworkMode ?? '';
  if (mode === 'host' || mode === 'none') return mode;
  const of = /^container:([0-9a-f]{64})$/.exec(mode)?.[1];
  return of === undefined ? 'own' : { of };
}

function publishedOf({ Ports }: ListedContainer): ContainerFact['published'] {
  const published = (Ports ?? []).flatMap(({ IP, PublicPort, PrivatePort, Type }) =>
    Type === 'tcp' && PublicPort !== null && PublicPort !== undefined
      ? [{ address: IP || '0.0.0.0', port: PublicPort, containerPort: PrivatePort }]
      : [],
  );
  // Docker lists one port once for each family of addresses.
  const v4 = new Set(
    published.filter(({ address }) => !address.includes(':')).map(({ port }) => port),
  );
  return published
    .filter(({ address, port }) => !address.includes(':') || !v4.has(port))
    .sort((a, b) => a.port - b.port);
}

function networkFact({ listed }: NetworkReading): NetworkFact {
  const options = listed.Options ?? {};
  const mode = options['com.docker.network.bridge.gateway_mode_ipv4'];
  const gateways = ['isolated', 'routed', 'nat-unprotected'] as const;
  return {
    name: listed.Name,
    label: shownText(listed.Labels?.['com.docker.compose.network'] ?? listed.Name, NAME_LENGTH),
    driver: listed.Driver,
    internal: listed.Internal ?? false,
    membersTalk: options['com.docker.network.bridge.enable_icc'] !== 'false',
    gateway: gateways.find((gateway) => gateway === mode) ?? 'nat',
  };
}

/** Who is on our networks and is none of ours: known by name and address, and by nothing else. */
function strangers(
  networks: readonly NetworkReading[],
  own: ReadonlySet<string>,
): readonly ContainerFact[] {
  const found = new Map<string, ContainerFact>();
  for (const { listed, inspected } of networks)
    for (const [id, { Name, IPv4Address }] of Object.entries(inspected?.Containers ?? {})) {
      // Swarm writes endpoints of its own among the containers.
      if (own.has(id) || !/^[0-9a-f]{64}$/.test(id)) continue;
      const name = shownText(Name ?? id.slice(0, 12), NAME_LENGTH);
      const ipAddress = IPv4Address?.split('/')[0] || null;
      const before = found.get(id);
      found.set(id, {
        id,
        name,
        service: RESERVED.has(name) ? `${name} (container)` : name,
        runs: true,
        done: false,
        debug: false,
        stranger: true,
        stack: 'own',
        addresses: [...(before?.addresses ?? []), { network: listed.Name, ipAddress }],
        published: [],
        exposed: [],
      });
    }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
