import { Swarm } from '@taskdeck/server/schemas/swarm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeDockerDaemon, recorded } from '../fakes/docker-daemon.ts';
import { openLive } from '../support/live.ts';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();
let daemon: FakeDockerDaemon;
let server: TestServer;
const asked = () => daemon.lines(/\/tasks\b/).length;

beforeAll(async () => {
  daemon = await FakeDockerDaemon.start();
  daemon.info = recorded('swarm-info');
  daemon.containers = recorded('swarm-containers');
  const env = { DOCKER_HOST: daemon.host, DOCKER_PROJECT: 'shop', DOCKER_SWARM: 'on' };
  server = await bench.startServer(env);
});
afterAll(() => daemon.close());

describe('a server of the manager of a Swarm', () => {
  it('asks about it while somebody looks, and delays nothing where that hangs', async () => {
    await waitFor(() => daemon.lines(/\/containers\/json/).length > 0, { what: 'a sample' });
    expect(asked()).toBe(0);
    const tab = await openLive(server);
    const swarms = () =>
      tab.events.flatMap((event) => (event.type === 'swarm' ? [event.swarm] : []));
    const swarm = await waitFor(() => swarms()[0], { timeoutMs: 30_000, what: 'the Swarm' });
    expect(Swarm.parse(swarm)).toMatchObject({ state: 'connected', services: { length: 6 } });
    daemon.faults = [{ match: /\/(services|tasks|nodes)\b/, how: 'hang' }];
    let before = 0;
    const asksAgain = () => {
      if (asked() > 1) return true;
      before = tab.events.length;
      return false;
    };
    await waitFor(asksAgain, { timeoutMs: 30_000, what: 'the next question' });
    const failed = await waitFor(() => swarms()[1], { timeoutMs: 30_000, what: 'its failure' });
    expect(failed).toMatchObject({
      state: 'unavailable',
      at: swarm.at,
      services: { length: 6 },
    });
    // One that waited for the Swarm would have come after it.
    const told = tab.events.map((event) => (event.type === 'swarm' ? event.swarm : event.type));
    expect(told.slice(before, told.indexOf(failed))).toContain('containers');
    expect((await server.call('GET', '/api/swarm')).body).toMatchObject({ at: swarm.at });
    tab.close();
  });
});
