import type { NewTimelineEvent } from '@taskdeck/server/redis/timeline-store';
import { StackDay } from '@taskdeck/server/schemas/stack-day';
import { Startup } from '@taskdeck/server/schemas/startup';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFacts } from '../fakes/container-facts.ts';
import { fakeContainer } from '../fakes/docker-engine.ts';
import { makeTestApp, type TestApp } from '../support/api.ts';
import { counters, noteSample, writePast } from '../support/stack-past.ts';
import { withRedis } from '../support/with-redis.ts';

const [WORKER, REDIS] = ['a'.repeat(64), 'b'.repeat(64)];
const NAME = '/taskdeck-worker-1';
const MIB = 1_048_576;
const iso = (ms: number) => new Date(ms).toISOString();

const bench = withRedis();
let ahead = 0;
const now = () => Date.now() + ahead;
let app: TestApp;
beforeEach(async () => {
  ahead = 0;
  app = await makeTestApp({ redis: new Redis(bench.redis.url), now });
  await app.redis.flushall();
  const limit = { limitBytes: 512 * MIB, reservationBytes: null, percentOfLimit: 10 };
  app.docker.items = [
    fakeContainer({ id: WORKER, memory: { usedBytes: 60 * MIB, ...limit } }),
    fakeContainer({
      id: REDIS,
      service: 'redis',
      health: null,
      memory: { usedBytes: 100 * MIB, ...limit },
    }),
  ];
  app.docker.read = ({ id }) => ({ facts: fakeFacts({ id }), counters: counters(now()) });
});
afterEach(() => app.close());

const day = async () => {
  const { status, body } = await app.call('GET', '/api/day');
  expect(status).toBe(200);
  return StackDay.parse(body);
};
const event = (kind: NewTimelineEvent['kind'], some: Partial<NewTimelineEvent> = {}) => ({
  at: iso(now() - 60_000),
  kind,
  container: { id: WORKER, host: null, name: 'taskdeck-worker-1', service: 'worker', replica: 1 },
  network: null,
  exitCode: null,
  jobs: [],
  found: 'event' as const,
  until: null,
  reason: null,
  ...some,
});

describe('GET /api/day', () => {
  it('has peaks, throttling and health of 24 h, and advice from 7 days', async () => {
    const limits = { limitMilliCores: 1_000, limitMemoryKib: 512 * 1_024 };
    await writePast(app, NAME, { until: now() - 600_000, steps: 1_008, step: '10m' }, (at, i) => ({
      ...limits,
      state: i % 2 === 0 ? 4 : 3,
      startedAt: 1,
      periods: Math.round(at / 100),
      throttled: Math.round(at / 320),
      // What was three days ago is of the week, not of the day.
      peakMilliCores: i === 500 ? 1_100 : 900,
      peakMemoryKib: (i === 500 ? 471 : 300) * 1_024,
      peakPids: 40,
    }));
    await noteSample(app);
    const { at, containers, advice, adviceSince, gaps } = await day();
    const [worker, redis] = containers;
    expect(worker).toMatchObject({
      id: WORKER,
      peakCores: 0.9,
      peakMemoryBytes: 300 * MIB,
      peakPids: 40,
      oomKills: 0,
      restarts: 0,
    });
    expect(worker?.throttledPercent).toBeCloseTo(31.25, 1);
    expect(worker?.strip).toMatch(/^s{71}[sh]$/);
    expect(redis?.strip).toBe(`${'-'.repeat(71)}r`);
    expect(advice.filter(({ service }) => service === 'worker')).toEqual([
      {
        service: 'worker',
        resource: 'cpu',
        severity: 'act',
        because: 'throttled in 31 % of periods while busy, at 1.0 cpus',
        suggestion: 'raise cpus to 1.5',
      },
      {
        service: 'worker',
        resource: 'memory',
        severity: 'consider',
        because: 'used 92 % of 512 MiB at peak',
        suggestion: 'raise memory to 768m',
      },
    ]);
    const days = (Date.parse(at) - Date.parse(adviceSince ?? '')) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
    expect(gaps).toEqual([]);
  });

  it('counts what the timeline knows, and has its gaps', async () => {
    const gap = { at: iso(now() - 90_000), until: iso(now() - 30_000), reason: 'Docker was away.' };
    await app.timelineStore.add([
      event('created'),
      event('started'),
      event('oom'),
      event('died', { exitCode: 137 }),
      event('started'),
      event('gap', { container: null, ...gap }),
    ]);
    ahead = 1_000;
    await noteSample(app);
    const { containers, gaps, advice } = await day();
    expect(containers[0]).toMatchObject({ oomKills: 1, restarts: 1 });
    expect(containers[1]).toMatchObject({ oomKills: 0, restarts: 0 });
    expect(gaps).toEqual([{ from: gap.at, to: gap.until, reason: gap.reason }]);
    expect(advice[0]).toMatchObject({
      service: 'worker',
      severity: 'act',
      because: 'ran out of memory once at 512 MiB',
    });
  });

  it('is given out once at the start, then each minute while somebody looks', async () => {
    const given = async (watched: boolean) =>
      (await noteSample(app, { watched })).filter(({ type }) => type === 'day').length;
    expect(await given(false)).toBe(1);
    ahead += 61_000;
    expect(await given(false)).toBe(0);
    expect(await given(true)).toBe(1);
    expect(await given(true)).toBe(0);
    ahead += 61_000;
    expect(await given(true)).toBe(1);
  });

  it('is made anew soon after a container came', async () => {
    const days = async () => {
      ahead += 6_000;
      const given = await noteSample(app, { watched: true });
      return given.flatMap((snapshot) => (snapshot.type === 'day' ? [snapshot.day] : []));
    };
    expect(await days()).toHaveLength(1);
    expect(await days()).toHaveLength(0);
    app.docker.items = [...app.docker.items, fakeContainer({ id: 'c'.repeat(64), replica: 2 })];
    expect((await days())[0]?.containers).toHaveLength(3);
    expect(await days()).toHaveLength(0);
    app.docker.items = [...app.docker.items, fakeContainer({ id: 'd'.repeat(64), replica: 3 })];
    await noteSample(app, { watched: false });
    expect((await day()).containers).toHaveLength(4);
  });

  it('is made for who asks where nobody looked, and once for all who do', async () => {
    await noteSample(app);
    ahead += 600_000;
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, day));
    expect(Math.abs(Date.parse(first?.at ?? '') - now())).toBeLessThan(60_000);
    expect(new Set(others.map(({ at }) => at))).toEqual(new Set([first?.at]));
  });

  it('is the last one known while Redis is away, and an error where none is', async () => {
    app.redis.disconnect();
    const none = await app.call('GET', '/api/day');
    expect([none.status, none.body.error.code]).toEqual([503, 'REDIS_UNAVAILABLE']);
    const old = { at: iso(0), containers: [], advice: [], adviceSince: null, gaps: [] };
    app.board.put({ type: 'day', day: old });
    expect(await day()).toEqual(old);
  });

  it('says nothing while Docker has never been there', async () => {
    app.docker.setTrouble({ state: 'off', reason: 'Not configured.' });
    expect(await noteSample(app)).toHaveLength(1);
    expect(await day()).toMatchObject({ containers: [], advice: [], adviceSince: null });
  });
});

describe('facts', () => {
  it('are given out when something changed, and every 30 s, and told to tabs when changed only', async () => {
    const tab = app.hub.subscribe(AbortSignal.timeout(60_000));
    /** Snapshots of facts, and what a tab is told of them. */
    const given = async () => {
      const snapshots = await noteSample(app);
      app.hub.publish({ type: 'schedules' });
      let told = 0;
      for (let type = ''; type !== 'schedules';) {
        const { value } = await tab.next();
        type = value?.type ?? 'schedules';
        if (type === 'facts') told += 1;
      }
      return [snapshots.filter(({ type }) => type === 'facts').length, told];
    };
    expect(await given()).toEqual([1, 1]);
    expect(await given()).toEqual([0, 0]);
    ahead += 31_000;
    expect(await given()).toEqual([1, 0]);
    app.docker.items = app.docker.items.slice(0, 1);
    expect(await given()).toEqual([1, 1]);
  });

  it('make the start-up, and the details of a container', async () => {
    const startMs = Date.parse(app.docker.items[0]?.startedAt ?? '') + 5_000;
    const probe = { startMs, endMs: startMs + 70, exitCode: 0, output: '' };
    app.docker.read = ({ id, service }) => ({
      facts: fakeFacts({
        id,
        dependsOn: service === 'worker' ? [{ service: 'redis', condition: 'started' }] : [],
      }),
      probes: service === 'worker' ? [probe] : [],
      startedAnew: service === 'redis',
    });
    await noteSample(app);
    const { status, body } = await app.call('GET', '/api/startup');
    expect(status).toBe(200);
    const { items } = Startup.parse(body);
    const of = (id: string) => items.find((item) => item.id === id);
    expect(of(WORKER)).toMatchObject({
      healthyAt: iso(startMs + 70),
      restarted: false,
      dependsOn: [{ service: 'redis', condition: 'started' }],
    });
    expect(of(REDIS)).toMatchObject({ restarted: true, healthyAt: null });
    const detail = await app.call('GET', `/api/containers/${WORKER}`);
    expect(detail.body.facts).toMatchObject({ id: WORKER, dependsOn: [{ service: 'redis' }] });
  });
});
