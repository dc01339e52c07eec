import { containerFactsView } from '@taskdeck/server/docker/container-facts-view';
import { dependsOn } from '@taskdeck/server/docker/depends-on';
import { InspectedContainer, ListedContainer } from '@taskdeck/server/docker/docker-answers';
import { ContainerFacts } from '@taskdeck/server/schemas/container-detail';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recorded } from '../fakes/docker-daemon.ts';

const rows = z.array(ListedContainer).parse(recorded('containers'));
const details = (name: string) => z.looseObject({}).parse(recorded(`inspect-${name}`));

/** The facts of a recorded container, with parts of its details replaced. */
function facts(name: string, change: Record<string, object | string> = {}): ContainerFacts {
  const raw = details(name);
  const changed = Object.fromEntries(
    Object.entries(change).map(([key, value]) => [
      key,
      typeof value === 'string' || Array.isArray(value)
        ? value
        : { ...z.looseObject({}).parse(raw[key]), ...value },
    ]),
  );
  const row = rows.find(({ Names }) => Names?.includes(`/proto-${name}-1`)) ?? rows[0];
  const told = containerFactsView(
    ListedContainer.parse(row),
    InspectedContainer.parse({ ...raw, ...changed }),
  );
  return ContainerFacts.parse(told);
}

describe('what a container is made of', () => {
  it('is told of a recorded one in full', () => {
    expect(facts('nginx')).toEqual({
      id: 'edd135deec60584619005287c6640bc5ecdcedaadc9401fb60023b936909cbdf',
      imageId: 'sha256:8f64890368e5ed0e2ba3a321884f53224c43d3eb092489ebb95f91a7e5f2114e',
      restartPolicy: 'unless-stopped',
      ports: [
        { containerPort: 80, protocol: 'tcp', published: null },
        {
          containerPort: 8080,
          protocol: 'tcp',
          published: { address: '127.0.0.1', port: 8080 },
        },
      ],
      mounts: [
        { kind: 'bind', target: '/etc/nginx/nginx.conf', name: null, writable: false },
        { kind: 'bind', target: '/etc/nginx/proxy.inc', name: null, writable: false },
        { kind: 'tmpfs', target: '/run', name: null, writable: true },
        { kind: 'bind', target: '/usr/share/nginx/html', name: null, writable: false },
        { kind: 'tmpfs', target: '/var/cache/nginx', name: null, writable: true },
      ],
      hardening: {
        readOnlyRoot: true,
        user: '101:101',
        privileged: false,
        noNewPrivileges: true,
        droppedCapabilities: ['ALL'],
        addedCapabilities: [],
        init: true,
      },
      healthCheck: { intervalMs: 30_000, timeoutMs: 3_000, startPeriodMs: 20_000, retries: 3 },
      dependsOn: [{ service: 'server', condition: 'healthy' }],
    });
  });

  it('lets no path of the host, environment or command out', () => {
    for (const name of ['nginx', 'server', 'worker', 'docker-gate', 'redis']) {
      const text = JSON.stringify(facts(name));
      for (const secret of ['/srv/app', '/var/lib/docker', 'PATH=', 'redis-cli', 'curl', 'fetch('])
        expect(text).not.toContain(secret);
    }
  });

  it('names a volume, and the socket of an engine', () => {
    expect(facts('redis').mounts).toContainEqual({
      kind: 'volume',
      target: '/data',
      name: 'proto_redis-data',
      writable: true,
    });
    expect(facts('docker-gate').mounts).toContainEqual({
      kind: 'socket',
      target: '/var/run/docker.sock',
      name: null,
      writable: false,
    });
  });

  it('says where nothing was hardened', () => {
    expect(facts('unhealthy').hardening).toMatchObject({
      readOnlyRoot: false,
      user: '',
      noNewPrivileges: false,
      droppedCapabilities: [],
    });
    expect(facts('unhealthy').restartPolicy).toBe('no');
  });

  it.each([
    [['no-new-privileges'], true],
    [['no-new-privileges=true', 'label=disable'], true],
    [['no-new-privileges:false'], false],
    [['seccomp=unconfined'], false],
  ])('reads from %j whether it may gain privileges', (SecurityOpt, noNewPrivileges) => {
    expect(facts('redis', { HostConfig: { SecurityOpt } }).hardening).toMatchObject({
      noNewPrivileges,
    });
  });

  it('writes capabilities in one way', () => {
    const HostConfig = { CapAdd: ['CAP_NET_ADMIN', 'chown'] };
    expect(facts('redis', { HostConfig }).hardening.addedCapabilities).toEqual([
      'CHOWN',
      'NET_ADMIN',
    ]);
  });

  it('can not tell what an engine leaves out', () => {
    const bare = InspectedContainer.parse({ State: {}, HostConfig: {} });
    expect(containerFactsView(ListedContainer.parse(rows[0]), bare)).toMatchObject({
      imageId: null,
      restartPolicy: null,
      ports: [],
      mounts: [],
      hardening: { readOnlyRoot: null, user: null, privileged: null, init: null },
      healthCheck: null,
    });
  });

  it('is bounded, whatever is in it', () => {
    const many = Array.from({ length: 400 }, (_, index) => index + 1);
    const bindings = many.map((port) => ({ HostIp: '', HostPort: String(port) }));
    const told = facts('nginx', {
      Image: `sha256:${'f'.repeat(10_000)}`,
      Mounts: many.map((index) => ({
        Type: 'volume',
        Name: `v${index}`.repeat(1_000),
        Destination: `/\u202e${index}\n`.repeat(1_000),
      })),
      HostConfig: {
        CapAdd: many.map((index) => `CAP_${index}`),
        Tmpfs: Object.fromEntries(many.map((index) => [`/t/${index}`, 'ro,size=1m'])),
      },
      NetworkSettings: {
        Ports: Object.fromEntries(many.map((port) => [`${port}/udp`, bindings])),
      },
      Config: { User: 'u'.repeat(10_000) },
    });
    expect(JSON.stringify(told).length).toBeLessThan(80_000);
    expect(told.mounts[0]?.target).not.toMatch(/[\n\u202e]/);
    expect(told.ports).toHaveLength(200);
  });
});

describe('ports', () => {
  const withPorts = (Ports: object, State: object = { Running: true }) =>
    facts('nginx', { State, Config: { ExposedPorts: null }, NetworkSettings: { Ports } }).ports;

  it('count once where they are open in both families of addresses', () => {
    const both = [
      { HostIp: '0.0.0.0', HostPort: '443' },
      { HostIp: '::', HostPort: '443' },
    ];
    expect(withPorts({ '8443/tcp': both, '53/udp': [{ HostIp: '::', HostPort: '53' }] })).toEqual([
      { containerPort: 53, protocol: 'udp', published: { address: '::', port: 53 } },
      { containerPort: 8443, protocol: 'tcp', published: { address: '0.0.0.0', port: 443 } },
    ]);
  });

  it('of a stopped container are those that it is configured with', () => {
    const HostConfig = {
      PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '81/tcp': [{ HostPort: '' }] },
    };
    const stopped = facts('nginx', {
      State: { Running: false },
      Config: { ExposedPorts: null },
      HostConfig,
      NetworkSettings: { Ports: {} },
    });
    expect(stopped.ports).toEqual([
      { containerPort: 80, protocol: 'tcp', published: { address: '0.0.0.0', port: 8080 } },
      { containerPort: 81, protocol: 'tcp', published: null },
    ]);
  });

  it('that are none are left out', () => {
    expect(withPorts({ 'x/tcp': null, '80/tcp': [{ HostPort: '99999' }] })).toEqual([
      { containerPort: 80, protocol: 'tcp', published: null },
    ]);
  });
});

describe("Compose's label of dependencies", () => {
  it.each([
    [undefined, []],
    ['', []],
    ['redis', [{ service: 'redis', condition: 'started' }]],
    [
      'redis,db',
      [
        { service: 'db', condition: 'started' },
        { service: 'redis', condition: 'started' },
      ],
    ],
    [
      'redis:service_healthy:true,migrate:service_completed_successfully:false,a:service_started',
      [
        { service: 'a', condition: 'started' },
        { service: 'migrate', condition: 'completed' },
        { service: 'redis', condition: 'healthy' },
      ],
    ],
    ['redis:service_warm:true', [{ service: 'redis', condition: 'other' }]],
    [',:x:y,', []],
  ])('%j is read', (label, told) => {
    expect(dependsOn(label)).toEqual(told);
  });

  it('is bounded', () => {
    expect(dependsOn('a,'.repeat(10_000))).toHaveLength(100);
    expect(dependsOn('a'.repeat(10_000))[0]?.service).toHaveLength(100);
  });
});
