import { networksView } from '@taskdeck/server/isolation/networks-view';
import { parseRules } from '@taskdeck/server/isolation/parse-rules';
import { describe, expect, it } from 'vitest';
import { recorded } from '../fakes/docker-daemon.ts';
import { setUpDocker } from '../fakes/docker-setup.ts';

const NO_RULES = parseRules('');
const BACKEND = '4dfb1c5564bd8d8736197c97870e10244341b17a80f898dc0ba24cc97eda2206';

type Changes = Record<string, unknown>;

/** The recorded list of containers, with changes by service. */
function changed(services: Record<string, Changes>): unknown {
  const rows = recorded('containers');
  if (!Array.isArray(rows)) throw new Error('The list is recorded');
  return rows.map((row) => {
    const service = row.Labels['com.docker.compose.service'];
    return { ...row, ...services[service] };
  });
}

describe('the networks of recorded answers', () => {
  it('have their members by service, with addresses', async ({ onTestFinished }) => {
    const { engine } = await setUpDocker(onTestFinished);
    const view = networksView(await engine.networks(), NO_RULES);
    expect(view.items.map(({ label, name, internal }) => [label, name, internal])).toEqual([
      ['backend', 'proto_backend', true],
      ['debug', 'proto_debug', false],
      ['docker', 'proto_docker', true],
      ['frontend', 'proto_frontend', false],
    ]);
    const [backend] = view.items;
    expect(backend?.hostReachable).toBe(true);
    expect(backend?.members.map(({ container, ipAddress }) => [container, ipAddress])).toEqual([
      ['proto-redis-1', '172.20.0.2'],
      ['proto-server-1', '172.20.0.3'],
      ['proto-server-2', '172.20.0.5'],
      ['proto-worker-1', '172.20.0.4'],
      ['proto-worker-2', '172.20.0.7'],
      ['proto-worker-3', '172.20.0.6'],
    ]);
    const cell = view.reachability.find(({ from, to }) => from === 'nginx' && to === 'redis');
    expect(cell).toMatchObject({ reachable: false });
    expect(view.mounts).toEqual([
      {
        kind: 'socket',
        name: null,
        members: [{ service: 'docker-gate', target: '/var/run/docker.sock', writable: false }],
      },
    ]);
  });

  it('name strangers on them, and neither labels nor paths of the host', async ({
    onTestFinished,
  }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    // The recorded network of a later run, whose containers are none of those listed.
    daemon.setNetwork({ ...Object(recorded('network-backend-isolated')), Id: BACKEND });
    const view = networksView(await engine.networks(), NO_RULES);
    const stranger = view.services.find(({ name }) => name === 'proto-redis-commander-1');
    expect(stranger).toMatchObject({ stranger: true, replicas: 1 });
    const text = JSON.stringify(view);
    for (const secret of ['/srv/app', 'config-hash', 'com.docker', 'PATH=', 'docker-entrypoint'])
      expect(text).not.toContain(secret);
  });

  it('are asked for with every sample, their members each 10 s', async ({ onTestFinished }) => {
    const { engine, daemon, clock } = await setUpDocker(onTestFinished);
    await engine.snapshot();
    await engine.networks();
    await engine.networks();
    expect(daemon.lines(/GET \/networks$/)).toHaveLength(1);
    expect(daemon.lines(/GET \/networks\/[0-9a-f]{64}$/)).toHaveLength(4);
    clock.ms += 2_000;
    await engine.snapshot();
    expect(daemon.lines(/GET \/networks$/)).toHaveLength(2);
    expect(daemon.lines(/GET \/networks\//)).toHaveLength(4);
    clock.ms += 10_000;
    await engine.snapshot();
    expect(daemon.lines(/GET \/networks\//)).toHaveLength(8);
  });

  it('leave the containers alone when a gate keeps them, and say so', async ({
    onTestFinished,
  }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    daemon.faults = [{ match: /GET \/networks/, how: { status: 403 } }];
    expect((await engine.snapshot()).engine.state).toBe('connected');
    const view = networksView(await engine.networks(), NO_RULES);
    expect(view.trouble).toContain('GET /networks');
    expect([view.items, view.reachability]).toEqual([[], []]);
    expect(view.services.length).toBe(5);
  });

  it('stay as they were when Docker goes in the middle of a sample, and are missed from the second on', async ({
    onTestFinished,
  }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    const before = await engine.networks();
    daemon.faults = [{ match: /GET \/networks/, how: { status: 500 } }];
    await engine.snapshot();
    expect(await engine.networks()).toEqual(before);
    await daemon.down();
    await engine.snapshot();
    const away = await engine.networks();
    expect(away).toMatchObject({ engine: { state: 'unreachable' }, trouble: null });
    expect(away.networks).toEqual(before.networks);
    await daemon.up();
    await engine.snapshot();
    expect((await engine.networks()).trouble).toContain('not its networks');
  });

  it('know published ports, the debug profile, modes without a network, and who shares a volume', async ({
    onTestFinished,
  }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    const volume = (Destination: string, RW: boolean) => ({
      Mounts: [{ Type: 'volume', Name: 'proto_artifacts', Source: '/var/lib/x', Destination, RW }],
    });
    const all = (PublicPort: number) => [
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort, Type: 'tcp' },
      { IP: '::', PrivatePort: 80, PublicPort, Type: 'tcp' },
      { IP: '0.0.0.0', PrivatePort: 53, PublicPort: 53, Type: 'udp' },
      { PrivatePort: 443, Type: 'tcp' },
    ];
    daemon.containers = changed({
      nginx: {
        Ports: all(8080),
        HostConfig: { NetworkMode: 'host' },
        NetworkSettings: { Networks: { host: { IPAddress: '' } } },
      },
      server: volume('/files', false),
      worker: volume('/out', true),
      redis: {
        Labels: {
          'com.docker.compose.project': 'proto',
          'com.docker.compose.service': 'redis',
          'taskdeck.profile': 'debug',
        },
      },
    });
    const view = networksView(await engine.networks(), NO_RULES);
    expect(view.services.find(({ name }) => name === 'nginx')).toMatchObject({
      network: 'host',
      published: [{ address: '0.0.0.0', port: 8080, containerPort: 80 }],
    });
    expect(view.services.filter(({ debug }) => debug).map(({ name }) => name)).toEqual(['redis']);
    expect(view.mounts.find(({ kind }) => kind === 'volume')).toEqual({
      kind: 'volume',
      name: 'proto_artifacts',
      members: [
        { service: 'server', target: '/files', writable: false },
        { service: 'worker', target: '/out', writable: true },
      ],
    });
  });

  it.each([
    ['/var/run/docker.sock', '/tmp/d', true],
    ['/home/me/x.sock', '/var/run/docker.sock', true],
    ['/run/user/1000/docker.sock', '/x', true],
    ['/run/podman/podman.sock', '/x', true],
    ['/', '/host', true],
    ['/var/run/', '/x', true],
    ['/srv/docker.sock.txt', '/x', false],
    ['/var/log', '/x', false],
  ])('tell a mount of %s at %s from others: %s', async (Source, Destination, isSocket) => {
    const cleanUps: (() => Promise<void>)[] = [];
    const { engine, daemon } = await setUpDocker((cleanUp) => void cleanUps.push(cleanUp));
    const Mounts = [{ Type: 'bind', Source, Destination, RW: true }];
    daemon.containers = changed({ redis: { Mounts }, 'docker-gate': { Mounts: [] } });
    const { mounts } = await engine.networks();
    expect(mounts.some(({ kind }) => kind === 'socket')).toBe(isSocket);
    await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
  });
});
