import { Containers } from '@taskdeck/server/schemas/container';
import { ContainerHealth, ContainerUsage } from '@taskdeck/server/schemas/container-history';
import { StackDay } from '@taskdeck/server/schemas/stack-day';
import { Startup } from '@taskdeck/server/schemas/startup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeDockerDaemon } from '../fakes/docker-daemon.ts';
import { openLive } from '../support/live.ts';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();
let daemon: FakeDockerDaemon;
let server: TestServer;
const env = () => ({ DOCKER_HOST: daemon.host, DOCKER_PROJECT: 'proto' });

beforeAll(async () => {
  daemon = await FakeDockerDaemon.start();
  server = await bench.startServer(env());
});
afterAll(() => daemon.close());

const get = async (path: string) => (await server.call('GET', path)).body;
const idOf = async (service: string) => {
  const { items } = Containers.parse(await get('/api/containers'));
  return items.find((container) => container.service === service)?.id ?? '';
};
const points = async (id: string) =>
  ContainerUsage.parse(await get(`/api/containers/${id}/usage?range=15m`)).points;

describe('a server before Docker', () => {
  it('keeps usage and probes, and tells the day, while nobody looks', async () => {
    const id = await waitFor(async () => (await idOf('redis')) || null, {
      what: 'the containers',
      timeoutMs: 30_000,
    });
    // A sample that fails is followed by another one in the next step.
    const [point] = await waitFor(
      async () => {
        const kept = await points(id);
        return kept.length > 0 && kept;
      },
      { timeoutMs: 30_000 },
    );
    expect(point).toMatchObject({ memoryBytes: expect.any(Number), pids: expect.any(Number) });
    const { probes } = ContainerHealth.parse(await get(`/api/containers/${id}/health`));
    expect(probes.length).toBeGreaterThan(0);
    const { containers } = await waitFor(
      async () => {
        const day = StackDay.parse(await get('/api/day'));
        return day.containers.length > 0 && day;
      },
      { timeoutMs: 30_000 },
    );
    expect(containers.find((container) => container.id === id)?.strip).toMatch(/^-{71}h$/);
    const { items } = Startup.parse(await get('/api/startup'));
    expect(items.find((item) => item.id === id)).toMatchObject({ service: 'redis' });
  });

  it('goes on where the one before it stopped, and writes no step twice', async () => {
    const id = await idOf('redis');
    const before = await points(id);
    await server.stop();
    server = await bench.startServer(env());
    await waitFor(async () => (await idOf('redis')) === id, { timeoutMs: 30_000 });
    const after = await waitFor(
      async () => {
        const kept = await points(id);
        return kept.length > before.length && kept;
      },
      { timeoutMs: 45_000, what: 'a step of the series' },
    );
    expect(after.slice(0, before.length).map(({ at }) => at)).toEqual(before.map(({ at }) => at));
    const steps = after.map(({ at }) => Math.floor(Date.parse(at) / 10_000));
    expect(new Set(steps).size).toBe(steps.length);
  });

  it('goes on sampling the queue, though Docker is stuck', async () => {
    daemon.faults = [{ match: /./, how: 'hang' }];
    const tab = await openLive(server);
    const gaveUp = () =>
      tab.events.flatMap((event, i) =>
        event.type === 'containers' && event.containers.engine.state !== 'connected' ? [i] : [],
      );
    const [first, , third] = await waitFor(() => gaveUp().length >= 3 && gaveUp(), {
      timeoutMs: 60_000,
      what: 'three samples of Docker to be given up',
    });
    // One that waited for Docker would sample as seldom.
    const meanwhile = tab.events.slice(first, third).filter(({ type }) => type === 'stats');
    expect(meanwhile.length).toBeGreaterThan(2);
    const { body } = await server.call('GET', '/api/health');
    expect(body.checks.redis).toBe('up');
    tab.close();
    daemon.faults = [];
  });
});
