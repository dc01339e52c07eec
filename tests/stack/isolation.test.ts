import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listen } from '../support/listen.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

/** What to say to a service, and what only that service answers: elsewhere something else may answer at any address. */
const SERVICES = {
  redis: { port: 6379, say: 'PING\\r\\n', answer: 'NOAUTH' },
  nginx: { port: 8080, say: 'GET /healthz HTTP/1.0\\r\\n\\r\\n', answer: 'ok' },
  server: { port: 3000, say: 'GET /api/health HTTP/1.0\\r\\n\\r\\n', answer: '"checks"' },
  'docker-gate': { port: 2375, say: 'GET / HTTP/1.0\\r\\n\\r\\n', answer: 'docker gate' },
} as const;
type Service = keyof typeof SERVICES;

describe.skipIf(noEngine)('network isolation', () => {
  const stack = sharedStack();
  /** Whether a container of `from` gets an answer from `to` at that host. bash is in every image and needs no tool. */
  const reaches = async (from: string, to: Service, host: string): Promise<boolean> => {
    const { port, say, answer } = SERVICES[to];
    // Redis keeps the connection open: the time limit ends the reading.
    const talk = `exec 3<>/dev/tcp/${host}/${port}; printf '${say}' >&3; timeout 1 cat <&3`;
    const output = await stack.exec(
      from,
      'bash',
      '-c',
      `timeout 3 bash -c "$1" || true`,
      '-',
      talk,
    );
    return output.includes(answer);
  };
  /** Addresses of the first container of a service, in all of its networks. */
  const addresses = async (service: string): Promise<string[]> => {
    const [container] = await stack.containers(service);
    const networks = Object.values(container?.NetworkSettings.Networks ?? {});
    const known = networks.map(({ IPAddress }) => IPAddress);
    if (known.length === 0) throw new Error(`${service} has no address`);
    return known;
  };

  it.each<[string, Service]>([
    ['server', 'redis'],
    ['server', 'nginx'],
    ['server', 'docker-gate'],
    ['nginx', 'server'],
    ['worker', 'redis'],
    ['notifier', 'redis'],
  ])('%s reaches %s', async (from, to) => {
    expect(await reaches(from, to, to)).toBe(true);
  });

  it.each<[string, Service]>([
    ['nginx', 'redis'],
    ['nginx', 'docker-gate'],
    ['worker', 'nginx'],
    ['worker', 'server'],
    ['worker', 'docker-gate'],
    ['notifier', 'nginx'],
    ['notifier', 'server'],
    ['notifier', 'docker-gate'],
    ['redis', 'nginx'],
    ['redis', 'docker-gate'],
    ['docker-gate', 'redis'],
    ['docker-gate', 'nginx'],
  ])('%s does not reach %s, by name or by address', async (from, to) => {
    for (const host of [to, ...(await addresses(to))])
      expect([host, await reaches(from, to, host)]).toEqual([host, false]);
  });

  /** The ways out of a service; lines of interface, destination, gateway, of which a default route has destination 0. */
  const waysOut = async (service: string): Promise<string[]> => {
    const table = await stack.exec(service, 'cat', '/proc/net/route');
    const routes = table.trim().split('\n').slice(1);
    expect(routes.length).toBeGreaterThan(0);
    return routes.filter((line) => line.split('\t')[1] === '00000000');
  };

  it.each(['worker', 'server', 'redis', 'docker-gate'])('%s has no way out', async (service) => {
    expect(await waysOut(service)).toEqual([]);
  });

  it('the notifier has one, through a network of its own', async () => {
    const [notifier] = await stack.containers('notifier');
    const networks = Object.keys(notifier?.NetworkSettings.Networks ?? {});
    const { project } = stack.settings;
    expect(networks.sort()).toEqual([`${project}_backend`, `${project}_egress`]);
    expect((await waysOut('notifier')).length).toBe(1);
    const others = (await stack.containers()).filter(
      (one) => `${project}_egress` in one.NetworkSettings.Networks,
    );
    expect(others.map(({ Id }) => Id)).toEqual([notifier?.Id]);
  });

  it('the notifier reaches this machine, which stands for the world, and a worker does not', async () => {
    // The nearest thing outside of the stack: it needs no internet.
    const world = createServer((socket) => void socket.end('the world'));
    const port = await listen(world, '0.0.0.0');
    const format = '{{(index .IPAM.Config 0).Gateway}}';
    const network = `${stack.settings.project}_egress`;
    const gateway = (await stack.docker('network', 'inspect', '--format', format, network)).trim();
    const talk = `timeout 3 cat < /dev/tcp/${gateway}/${port} || true`;
    const answer = (service: string) => stack.exec(service, 'bash', '-c', `(${talk}) 2>/dev/null`);
    try {
      expect(await answer('notifier')).toBe('the world');
      expect(await answer('worker')).toBe('');
    } finally {
      world.close();
    }
  });
});
