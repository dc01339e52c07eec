import type {
  ContainerFact,
  NetworkFact,
  NetworkFacts,
} from '@taskdeck/server/docker/network-facts';
import { CONNECTED } from './docker-engine.ts';

/** A bridge network; give what matters to the test. */
export function network(name: string, some: Partial<NetworkFact> = {}): NetworkFact {
  return {
    name: `proto_${name}`,
    label: name,
    driver: 'bridge',
    internal: false,
    membersTalk: true,
    gateway: 'nat',
    ...some,
  };
}

/** Neither a way out nor one to the host. */
export const isolated = (name: string): NetworkFact =>
  network(name, { internal: true, gateway: 'isolated' });

let count = 0;

/** A running container of a service on these networks. */
export function container(
  service: string,
  networks: readonly string[],
  some: Partial<ContainerFact> = {},
): ContainerFact {
  count += 1;
  return {
    id: count.toString(16).padStart(12, '0').padEnd(64, '0'),
    name: `proto-${service}-1`,
    service,
    runs: true,
    done: false,
    debug: false,
    stranger: false,
    stack: 'own',
    addresses: networks.map((name) => ({ network: `proto_${name}`, ipAddress: '172.20.0.2' })),
    published: [],
    exposed: [],
    ...some,
  };
}

/** What a connected engine tells. */
export function facts(
  networks: readonly NetworkFact[],
  containers: readonly ContainerFact[],
  some: Partial<NetworkFacts> = {},
): NetworkFacts {
  const engine = { ...CONNECTED, project: 'proto' };
  const at = '2026-11-22T00:00:00.000Z';
  return { engine, at, trouble: null, networks, containers, mounts: [], ...some };
}

/** The stack as docker-compose.yml makes it. */
export const ourStack = (): NetworkFacts =>
  facts(
    [
      network('edge'),
      isolated('frontend'),
      isolated('data'),
      isolated('backend'),
      isolated('docker'),
      network('egress'),
    ],
    [
      container('docker-gate', ['docker'], { exposed: [80] }),
      container('nginx', ['edge', 'frontend'], {
        published: [{ address: '127.0.0.1', port: 8080, containerPort: 8080 }],
      }),
      container('notifier', ['backend', 'egress']),
      container('redis', ['data', 'backend'], { exposed: [6379] }),
      container('secrets', [], { stack: 'none', runs: false, done: true }),
      container('server', ['frontend', 'data', 'docker'], { exposed: [3000] }),
      container('server', ['frontend', 'data', 'docker'], { name: 'proto-server-2' }),
      container('worker', ['backend']),
      container('worker', ['backend'], { name: 'proto-worker-2' }),
    ],
    {
      mounts: [
        {
          kind: 'socket',
          name: null,
          members: [{ service: 'docker-gate', target: '/var/run/docker.sock', writable: false }],
        },
      ],
    },
  );
