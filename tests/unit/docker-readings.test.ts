import { statusWords, tellsOfChange } from '@taskdeck/server/docker/status-words';
import { longestAgo } from '@taskdeck/server/docker/read-plan';
import { Containers } from '@taskdeck/server/schemas/container';
import { ContainerFacts } from '@taskdeck/server/schemas/container-detail';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recorded } from '../fakes/docker-daemon.ts';
import { setUpDocker } from '../fakes/docker-setup.ts';

const WORKER = '4648fbfee9edb1c629af8c99c113aff4fd5a68b4ae8a1323c2cfe8dc7ac5c3d7';
const Row = z.looseObject({ Id: z.string() });

/** So many rows like the recorded worker's, all running. */
function rows(count: number): { Id: string; [key: string]: unknown }[] {
  const row = z
    .array(Row)
    .parse(recorded('containers'))
    .find(({ Id }) => Id === WORKER);
  return Array.from({ length: count }, (_, index) => ({
    ...row,
    Id: index.toString(16).padStart(64, 'c'),
    Names: [`/proto-worker-${index}`],
    Status: 'Up 2 hours (healthy)',
  }));
}

describe.concurrent('readings', () => {
  it('tell all of each container that was shown, in the same order, once it was read', async ({
    onTestFinished,
  }) => {
    const { engine } = await setUpDocker(onTestFinished);
    expect(engine.readings()).toEqual([]);
    const { items } = await engine.snapshot();
    const readings = engine.readings();
    expect(readings.map(({ view }) => view)).toEqual(items);
    const worker = readings.find(({ view }) => view.id === WORKER);
    expect(worker).toMatchObject({
      facts: { id: WORKER, dependsOn: [{ service: 'redis', condition: 'healthy' }] },
      counters: { cpuNs: expect.any(Number), receivedBytes: expect.any(Number), readBytes: null },
    });
    expect(worker?.probes.at(-1)).toMatchObject({ exitCode: 0, output: '' });
  });

  it('lets no environment, command, label or path of the host out', async ({ onTestFinished }) => {
    const { engine } = await setUpDocker(onTestFinished);
    await engine.snapshot();
    const text = JSON.stringify(engine.readings());
    for (const secret of ['PATH=', '/srv/app', 'config-hash', 'redis-cli', '/var/lib/docker'])
      expect(text).not.toContain(secret);
  });

  it('are none while Docker is away', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    await engine.snapshot();
    daemon.faults = [{ match: /./, how: { status: 500 } }];
    await engine.snapshot();
    expect(engine.readings()).toEqual([]);
    daemon.faults = [{ match: /[0-9a-f]{64}/, how: { status: 500 } }];
    await engine.snapshot();
    expect(engine.readings()).toEqual([]);
    daemon.faults = [];
    await engine.snapshot();
    expect(engine.readings()).toHaveLength(8);
  });

  it('lack only what could not be had', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    daemon.faults = [{ match: new RegExp(`/${WORKER}/`), how: { status: 500 } }];
    await engine.snapshot();
    const reading = engine.readings().find(({ view }) => view.id === WORKER);
    expect(reading).toMatchObject({ facts: null, probes: [], counters: null });
    expect(engine.readings().filter(({ facts }) => facts === null)).toHaveLength(1);
  });

  it('have no counters of what does not run', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    daemon.containers = recorded('containers-mixed');
    await engine.snapshot();
    const stopped = engine.readings().filter(({ view }) => view.state === 'exited');
    expect(stopped).toHaveLength(4);
    for (const reading of stopped)
      expect(reading).toMatchObject({ counters: null, facts: { restartPolicy: 'unless-stopped' } });
  });

  it('have figures also after the clock of Docker was set back', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    const details = z.looseObject({ Id: z.string(), State: z.looseObject({}) });
    const redis = details.parse(recorded('inspect-redis'));
    daemon.setDetails({ ...redis, State: { ...redis.State, StartedAt: '2031-01-01T00:00:00Z' } });
    await engine.snapshot();
    const { items } = await engine.snapshot();
    expect(items.find(({ id }) => id === redis.Id)?.cpu.cores).toBeCloseTo(0.008876, 5);
  });

  it('keep to their schemas, however odd the numbers are', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    const Odd = z.looseObject({
      Id: z.string(),
      Config: z.looseObject({}),
      State: z.looseObject({}),
    });
    const worker = Odd.parse(recorded('inspect-worker'));
    const Healthcheck = { Interval: 1e300, Timeout: -5, StartPeriod: -1e300, Retries: -1 };
    daemon.setDetails({
      ...worker,
      Created: '+099999-01-01T00:00:00Z',
      Config: { ...worker.Config, Healthcheck },
      State: { ...worker.State, StartedAt: 'soon', FinishedAt: '+012345-01-01T00:00:00Z' },
    });
    const stats = z.looseObject({}).parse(recorded('stats-worker-a'));
    daemon.setStats(worker.Id, [{ ...stats, pids_stats: { current: 2 ** 64 } }]);
    expect(Containers.parse(await engine.snapshot()).items).toHaveLength(8);
    for (const { facts } of engine.readings()) ContainerFacts.parse(facts);
    const odd = engine.readings().find(({ view }) => view.id === worker.Id);
    expect(odd).toMatchObject({
      view: { pids: { current: null }, startedAt: null },
      facts: { healthCheck: { intervalMs: 30_000, timeoutMs: 30_000, retries: 3 } },
    });
  });

  it('come soon enough again that no probe is missed', async ({ onTestFinished }) => {
    const { engine, daemon, clock } = await setUpDocker(onTestFinished);
    const details = Row.parse(recorded('inspect-unhealthy'));
    const [row] = rows(1);
    daemon.containers = [{ ...row, Id: details.Id, Status: 'Up 2 hours (unhealthy)' }];
    daemon.setDetails(details);
    await engine.snapshot();
    clock.ms += 3_000;
    await engine.snapshot();
    expect(daemon.lines(/\/json$/)).toHaveLength(1);
    // It is probed each second, and Docker keeps five.
    clock.ms += 1_000;
    await engine.snapshot();
    expect(daemon.lines(/\/json$/)).toHaveLength(2);
  });

  it(
    'of very many containers take turns, so that the cost stays where it is',
    { timeout: 30_000 },
    async ({ onTestFinished }) => {
      const { engine, daemon, clock } = await setUpDocker(onTestFinished);
      daemon.containers = rows(80);
      const asked = () => [daemon.lines(/\/stats/).length, daemon.lines(/\/json$/).length];
      await engine.snapshot();
      expect(asked()).toEqual([80, 80]);
      clock.ms += 2_000;
      await engine.snapshot();
      expect(asked()).toEqual([130, 80]);
      clock.ms += 2_000;
      const { items } = await engine.snapshot();
      expect(asked()).toEqual([180, 80]);
      // Each had its turn, and none lost its figures while it waited.
      const readOnce = z
        .array(Row)
        .parse(daemon.containers)
        .filter(({ Id }) => {
          return daemon.lines(new RegExp(`${Id}/stats`)).length < 2;
        });
      expect(readOnce).toEqual([]);
      expect(items.every(({ memory }) => memory.usedBytes !== null)).toBe(true);
      clock.ms += 10_000;
      await engine.snapshot();
      expect(asked()).toEqual([260, 160]);
    },
  );

  it(
    'stop asking when the time of a sample is over',
    { timeout: 20_000 },
    async ({ onTestFinished }) => {
      const { engine, daemon } = await setUpDocker(onTestFinished, { callMs: 1_000 });
      daemon.containers = rows(80);
      daemon.faults = [{ match: /\/[0-9a-f]{64}\//, how: 'hang' }];
      expect((await engine.snapshot()).engine.state).toBe('unreachable');
      expect(daemon.lines(/\/[0-9a-f]{64}\//).length).toBeLessThan(40);
    },
  );
});

describe('the words of the list', () => {
  const changed = (before: string, now: string, elapsedMs: number) =>
    tellsOfChange(statusWords(before), statusWords(now), elapsedMs);

  it.each([
    ['Up 2 seconds (healthy)', 'Up 4 seconds (healthy)', 2_000, false],
    ['Up Less than a second', 'Up 2 seconds', 2_000, false],
    ['Up 58 seconds', 'Up About a minute', 2_000, true],
    ['Up About a minute', 'Up About a minute', 60_000, false],
    // Restarted in between.
    ['Up 40 seconds', 'Up 1 second', 2_000, true],
    ['Up 1 second', 'Up 1 second', 2_000, true],
    ['Up 3 hours', 'Up 1 second', 2_000, true],
    ['Up 3 hours', 'Up Less than a second', 2_000, true],
    // Other states.
    ['Up 2 seconds (health: starting)', 'Up 4 seconds (healthy)', 2_000, true],
    ['Up 4 seconds', 'Up 6 seconds (Paused)', 2_000, true],
    ['Exited (0) 4 seconds ago', 'Exited (137) 6 seconds ago', 2_000, true],
    ['Exited (0) 4 seconds ago', 'Exited (0) 6 seconds ago', 2_000, false],
    ['Created', 'Created', 9_000, false],
  ])('%j, then %j after %i ms: changed is %j', (before, now, elapsedMs, told) => {
    expect(changed(before, now, elapsedMs)).toBe(told);
  });
});

describe('turns', () => {
  it('go to those who were read longest ago, first to those never read', () => {
    const all = [
      { id: 'a', atMs: 5 },
      { id: 'b', atMs: null },
      { id: 'c', atMs: 3 },
    ];
    expect([...longestAgo(all, 2)]).toEqual(['b', 'c']);
    expect([...longestAgo(all, 9)]).toEqual(['a', 'b', 'c']);
    expect([...longestAgo([], 0)]).toEqual([]);
  });
});
