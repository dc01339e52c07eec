import { Timeline, type TimelineEvent } from '@taskdeck/server/schemas/timeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OOM, WORKER } from '../fakes/docker-daemon-events.ts';
import { FakeDockerDaemon } from '../fakes/docker-daemon.ts';
import { openLive, type LiveStream } from '../support/live.ts';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const words = (events: readonly TimelineEvent[]) => events.map(({ kind }) => kind);

describe('two servers before one Docker', () => {
  const bench = withRedis();
  let daemon: FakeDockerDaemon;
  let servers: TestServer[];

  const timeline = async (server: TestServer | undefined, query = '') =>
    Timeline.parse((await server?.call('GET', `/api/timeline${query}`))?.body);
  /** The worker runs out of memory, now. */
  const runOutOfMemory = () => {
    const [, ...last] = OOM;
    const now = Date.now();
    daemon.events.tell(...last.map((event, i) => ({ ...event, timeNano: (now + i) * 1e6 })));
  };

  beforeAll(async () => {
    daemon = await FakeDockerDaemon.start();
    const env = {
      DOCKER_HOST: daemon.host,
      DOCKER_PROJECT: 'proto',
      TASKDECK_TOKEN: 'the-same-token-for-both-replicas',
    };
    servers = await Promise.all([bench.startServer(env), bench.startServer(env)]);
  });
  afterAll(() => daemon.close());

  it('show an event on every tab, and keep it', async () => {
    const tabs = await Promise.all(servers.map((server) => openLive(server)));
    await waitFor(() => daemon.events.listeners === 1, {
      what: 'one server to read the events',
      timeoutMs: 30_000,
    });
    runOutOfMemory();
    // The begin of watching is an event as well, and may be told before.
    const killOf = (tab: LiveStream) =>
      tab.events
        .flatMap((event) => (event.type === 'timeline' ? event.events : []))
        .find(({ kind }) => kind === 'oom');
    const kills = await waitFor(() => {
      const found = tabs.map(killOf);
      return found.every((kill) => kill !== undefined) && found;
    });
    expect(kills[0]).toMatchObject({ container: { service: 'worker' } });
    expect(kills[1]).toEqual(kills[0]);
    for (const server of servers) {
      const { items } = await waitFor(async () => {
        const page = await timeline(server, `?container=${WORKER}`);
        return page.items.length === 3 && page;
      });
      expect(words(items)).toEqual(['died', 'oom', 'watching']);
      expect(items[0]).toMatchObject({ exitCode: 137, found: 'event' });
    }
    tabs.forEach((tab) => tab.close());
  });

  it('tell of the time in which Docker was away, and go on', async () => {
    const [server] = servers;
    if (server === undefined) throw new Error('Two servers were started');
    // A tab that looks lets samples be taken often.
    const tab = await openLive(server);
    await daemon.down();
    daemon.events.ring = [];
    const away = () =>
      tab.events.some(
        (one) => one.type === 'containers' && one.containers.engine.state !== 'connected',
      );
    await waitFor(away, { what: 'a sample without Docker', timeoutMs: 30_000 });
    await daemon.up();
    const told = await waitFor(
      () => tab.events.flatMap((one) => (one.type === 'timeline' ? one.events : []))[0],
      { what: 'the gap', timeoutMs: 30_000 },
    );
    expect(told).toMatchObject({ kind: 'gap', container: null });
    expect(told.reason).toContain('Docker');
    expect(Date.parse(told.until ?? '')).toBeGreaterThan(Date.parse(told.at));
    tab.close();
    await waitFor(() => daemon.events.listeners === 1, {
      what: 'the events to be read again',
      timeoutMs: 30_000,
    });
    runOutOfMemory();
    const { items } = await waitFor(async () => {
      const page = await timeline(server, '?limit=2');
      return page.items[0]?.kind === 'died' && page;
    });
    expect(words(items)).toEqual(['died', 'oom']);
  });

  it('show on every tab what was noted while Redis was away', async () => {
    const tabs = await Promise.all(servers.map((server) => openLive(server)));
    await bench.redis.stop();
    runOutOfMemory();
    await bench.redis.restart();
    for (const tab of tabs) {
      const shown = () =>
        tab.events.flatMap((one) => (one.type === 'timeline' ? words(one.events) : []));
      await waitFor(() => shown().includes('died'));
      expect(shown()).toContain('oom');
    }
    tabs.forEach((tab) => tab.close());
  });
});
