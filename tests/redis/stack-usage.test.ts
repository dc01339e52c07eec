import { ContainerUsage } from '@taskdeck/server/schemas/container-history';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeContainer } from '../fakes/docker-engine.ts';
import { makeTestApp, type TestApp } from '../support/api.ts';
import { counters, noteSample, writePast } from '../support/stack-past.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const ID = 'a'.repeat(64);
const NAME = '/taskdeck-worker-1';
const MINUTE = 60_000;

const bench = withRedis();
const apps: TestApp[] = [];
/** How far our clock is ahead of that of Redis: lets a test go from step to step. */
let ahead = 0;
const now = () => Date.now() + ahead;
const replica = async (): Promise<TestApp> => {
  const app = await makeTestApp({ redis: new Redis(bench.redis.url), now });
  app.docker.items = [fakeContainer({ id: ID })];
  apps.push(app);
  return app;
};
let app: TestApp;
beforeEach(async () => {
  ahead = 0;
  app = await replica();
  await app.redis.flushall();
});
afterEach(async () => {
  for (const one of apps.splice(0)) await one.close();
});

const usage = async (range: string, of = app) => {
  const { status, body } = await of.call('GET', `/api/containers/${ID}/usage?range=${range}`);
  expect(status).toBe(200);
  return ContainerUsage.parse(body);
};

/** Epoch milliseconds. */
const redisTime = async (): Promise<number> => {
  const [seconds, micros] = await app.redis.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
};

describe('GET /api/containers/{id}/usage', () => {
  it('tells what was sampled, and what stood there before a container was made anew', async () => {
    await writePast(app, NAME, { until: now() - MINUTE, steps: 5, step: '10s' }, () => ({
      memoryKib: 7,
      startedAt: 1,
    }));
    app.docker.read = () => ({ counters: counters(Date.now()) });
    await noteSample(app);
    const { points, stepMs } = await usage('15m');
    expect(stepMs).toBe(10_000);
    expect(points.map(({ memoryBytes }) => memoryBytes)).toEqual([
      ...[7, 7, 7, 7, 7].map((kib) => kib * 1_024),
      Math.round(50e6 / 1_024) * 1_024,
    ]);
    expect(points.at(-1)).toMatchObject({ cores: null, peakCores: 0.1, pids: 12 });
  });

  it('is of the task that runs, where Swarm keeps those that ended before it', async () => {
    const task = (letter: string) => `shop_web.1.${letter.repeat(25)}`;
    const ended = { state: 'exited', pids: { current: 3, limit: 128 } } as const;
    app.docker.items = [
      fakeContainer({ ...ended, id: 'b'.repeat(64), name: task('a') }),
      fakeContainer({ id: ID, name: task('b') }),
      fakeContainer({ ...ended, id: 'c'.repeat(64), name: task('c') }),
    ];
    app.docker.read = ({ id }) => (id === ID ? { counters: counters(Date.now()) } : {});
    await noteSample(app);
    const { points } = await usage('15m');
    expect(points.map(({ pids }) => pids)).toEqual([12]);
    const keys = await app.redis.keys('*shop_web*');
    expect(keys.filter((key) => /a{25}|b{25}|c{25}/.test(key))).toEqual([]);
    expect(keys).not.toEqual([]);
  });

  it.each([
    ['15m', '10s', 90, 10_000],
    ['1h', '1m', 60, 60_000],
    ['6h', '1m', 72, 300_000],
    ['24h', '10m', 144, 600_000],
    ['7d', '10m', 168, 3_600_000],
  ] as const)('draws %s without a hole', async (range, step, count, stepMs) => {
    const steps = { '10s': 120, '1m': 420, '10m': 1_008 }[step];
    await writePast(app, NAME, { until: now(), steps, step }, (at) => ({
      startedAt: 1,
      ranMs: at,
      cpuMs: Math.round(at / 4),
      periods: Math.round(at / 100),
      throttled: Math.round(at / 500),
    }));
    await noteSample(app);
    const { points, from, to } = await usage(range);
    expect(points.length).toBeGreaterThanOrEqual(count);
    expect(points.length).toBeLessThanOrEqual(count + 2);
    expect(points.every(({ at }) => at >= from && at <= to)).toBe(true);
    // The sample of this moment is of another run, and the first of a week has none before it.
    const known = points.slice(1, -2);
    expect(new Set(known.map(({ cores }) => cores))).toEqual(new Set([0.25]));
    expect(new Set(known.map(({ throttledPercent }) => throttledPercent))).toEqual(new Set([20]));
    const gaps = points
      .slice(1)
      .map(({ at }, i) => Date.parse(at) - Date.parse(points[i]?.at ?? ''));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * stepMs);
  });

  it('keeps peaks that another replica saw before this one took over', async () => {
    // From here on there is a whole minute.
    ahead = MINUTE - (Date.now() % MINUTE);
    const busy = (cores: number) => {
      const view = fakeContainer({ id: ID });
      return [{ ...view, cpu: { ...view.cpu, cores } }];
    };
    await noteSample(app);
    // Redis keeps time in milliseconds, and our clock alone jumps: what comes next must be later by its clock as well.
    const noted = await redisTime();
    await waitFor(async () => (await redisTime()) > noted, { intervalMs: 1 });
    ahead += 10_000;
    app.docker.items = busy(0.9);
    await noteSample(app);
    ahead += 4_000;
    app.docker.items = busy(0.95);
    await noteSample(app);
    const other = await replica();
    ahead += MINUTE;
    other.docker.items = busy(0.2);
    await noteSample(other);
    const { points } = await usage('1h', other);
    expect(points.at(-1)?.peakCores).toBe(0.9);
  });

  it('reads once for many tabs', async () => {
    await noteSample(app);
    const calls = async () => {
      const stats = await app.redis.info('commandstats');
      return Number(/cmdstat_xrange:calls=(\d+)/.exec(stats)?.[1] ?? 0);
    };
    const before = await calls();
    await Promise.all(Array.from({ length: 20 }, () => usage('24h')));
    expect((await calls()) - before).toBe(1);
  });

  it('knows no container of another project, and no other range', async () => {
    await noteSample(app);
    const other = await app.call('GET', `/api/containers/${'b'.repeat(64)}/usage`);
    expect([other.status, other.body.error.code]).toEqual([404, 'NOT_FOUND']);
    expect((await app.call('GET', `/api/containers/${ID}/usage?range=1y`)).status).toBe(400);
    expect((await app.call('GET', '/api/containers/taskdeck-worker-1/usage')).status).toBe(400);
  });

  it('keeps nothing under a name that no engine gives', async () => {
    app.docker.items = [fakeContainer({ id: ID, name: 'x:10s\n*' })];
    app.docker.read = () => ({ counters: counters(1) });
    await noteSample(app);
    expect(await app.redis.keys('*container:*')).toEqual([]);
    expect((await usage('15m')).points).toEqual([]);
  });

  it('answers REDIS_UNAVAILABLE while Redis is away', async () => {
    await noteSample(app);
    app.redis.disconnect();
    const { status, body } = await app.call('GET', `/api/containers/${ID}/usage`);
    expect([status, body.error.code]).toEqual([503, 'REDIS_UNAVAILABLE']);
  });
});

describe('what is kept of a container', () => {
  it('is bounded, and goes when its name never comes back', async () => {
    const START = now() - 30 * 86_400_000;
    const { series } = app.keys;
    const bytes = { '10s': 0, '1m': 0, '10m': 0 };
    for (const [step, keep] of [
      ['10s', 120],
      ['1m', 420],
      ['10m', 1_008],
    ] as const) {
      const values = (at: number) => ({
        state: 4,
        startedAt: 1_795_414_447,
        ranMs: at - START,
        cpuMs: Math.floor((at - START) / 3),
        periods: Math.floor((at - START) / 100),
        throttled: Math.floor((at - START) / 300),
        received: (at - START) * 7,
        sent: (at - START) * 11,
        read: at - START,
        written: at - START,
        limitMilliCores: 1_000,
        limitMemoryKib: 524_288,
        memoryKib: 300_000 + (at % 1_000),
        pids: 21,
        peakMilliCores: 900,
        peakMemoryKib: 400_000 + (at % 1_000),
        peakPids: 24,
      });
      await writePast(app, NAME, { until: now(), steps: 3 * keep, step }, values);
    }
    // What is written next trims what is too much.
    ahead = 10 * MINUTE;
    await noteSample(app);
    for (const [step, keep] of [
      ['10s', 120],
      ['1m', 420],
      ['10m', 1_008],
    ] as const) {
      const key = series(`container:${NAME}`, step);
      expect(await app.redis.xlen(key)).toBeLessThanOrEqual(keep + 101);
      expect(await app.redis.pttl(key)).toBeGreaterThan(keep * 1_000);
      bytes[step] = Number(await app.redis.memory('USAGE', key, 'SAMPLES', 0));
    }

    expect(bytes['10s'] + bytes['1m'] + bytes['10m']).toBeLessThan(260_000);
  });
});
