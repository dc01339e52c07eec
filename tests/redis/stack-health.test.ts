import type { ProbeReading } from '@taskdeck/server/docker/container-reading';
import { ContainerHealth } from '@taskdeck/server/schemas/container-history';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFacts } from '../fakes/container-facts.ts';
import { fakeContainer } from '../fakes/docker-engine.ts';
import { makeTestApp, type TestApp } from '../support/api.ts';
import { noteSample } from '../support/stack-past.ts';
import { withRedis } from '../support/with-redis.ts';

const ID = 'a'.repeat(64);
/** By Docker's clock, which is an hour behind. */
const FIRST = Date.now() - 3_600_000;
const probe = (i: number, some: Partial<ProbeReading> = {}): ProbeReading => ({
  startMs: FIRST + i * 1_000,
  endMs: FIRST + i * 1_000 + 100 + i,
  exitCode: 0,
  output: 'ok',
  ...some,
});
const probes = (from: number, count: number, some?: (i: number) => Partial<ProbeReading>) =>
  Array.from({ length: count }, (_, i) => probe(from + i, some?.(from + i)));

const bench = withRedis();
let ahead = 0;
let app: TestApp;
const open = async () => {
  const opened = await makeTestApp({
    redis: new Redis(bench.redis.url),
    now: () => Date.now() + ahead,
  });
  opened.docker.items = [
    fakeContainer({ id: ID, startedAt: new Date(FIRST - 60_000).toISOString() }),
  ];
  return opened;
};
beforeEach(async () => {
  ahead = 0;
  app = await open();
  await app.redis.flushall();
});
afterEach(() => app.close());

const see = async (told: readonly ProbeReading[], of = app) => {
  of.docker.read = () => ({ probes: told, facts: fakeFacts({ id: ID }) });
  await noteSample(of);
};
const health = async (of = app) => {
  const { status, body } = await of.call('GET', `/api/containers/${ID}/health`);
  expect(status).toBe(200);
  return ContainerHealth.parse(body);
};

describe('GET /api/containers/{id}/health', () => {
  it('keeps each probe once, however often Docker tells it', async () => {
    await see(probes(0, 5));
    await see(probes(0, 5));
    await see(probes(2, 5));
    const other = await open();
    await see(probes(3, 5), other);
    const { probes: kept, day } = await health(other);
    expect(kept.map(({ at }) => Date.parse(at))).toEqual(
      probes(0, 8)
        .map(({ startMs }) => startMs)
        .toReversed(),
    );
    expect(day).toEqual({
      since: new Date(FIRST).toISOString(),
      probes: 8,
      failed: 0,
      durationMs: { p50: 103, p95: 107, max: 107 },
    });
    await other.close();
  });

  it("tells each probe's own output, though it is stored where it changes only", async () => {
    const words = ['a', 'a', 'b', 'b', 'a'];
    await see(probes(0, 5, (i) => ({ output: words[i] ?? '' })));
    await see(probes(3, 5, (i) => ({ output: words[i] ?? 'a' })));
    const { probes: kept } = await health();
    expect(kept.map(({ output }) => output)).toEqual(['a', 'a', 'a', 'a', 'b', 'b', 'a', 'a']);
    expect(await app.redis.xlen(app.keys.healthOutputs('/taskdeck-worker-1'))).toBe(3);
  });

  it('tells the outputs of strangers as text of bounded length', async () => {
    const output = `<script>\u0000\u001B[2J\n${'x'.repeat(5_000)}`;
    await see([probe(0, { exitCode: -1, output })]);
    const [kept] = (await health()).probes;
    expect(kept).toMatchObject({ exitCode: -1 });
    expect(kept?.output).toMatch(/^<script>\uFFFD\uFFFD\[2J x+$/);
    expect(kept?.output).toHaveLength(500);
  });

  it('shows the day as letters', async () => {
    const strip = async () => (await health()).strip.slice(-2);
    await see(probes(0, 5));
    ahead += 10_000;
    expect(await strip()).toBe('-h');
    // After the time in which nothing counts.
    await see(probes(1, 5, (i) => ({ exitCode: i === 5 ? 1 : 0 })));
    ahead += 60_000;
    await see(probes(1, 5, (i) => ({ exitCode: i === 5 ? 1 : 0 })));
    ahead += 10_000;
    expect(await strip()).toBe('-u');
  });

  it('does not count what fails while a container may still be starting', async () => {
    app.docker.items = [
      fakeContainer({ id: ID, startedAt: new Date(FIRST).toISOString(), health: 'starting' }),
    ];
    await see(probes(0, 1));
    ahead += 10_000;
    await see(probes(0, 5, () => ({ exitCode: 1 })));
    ahead += 60_000;
    expect((await health()).strip.at(-1)).toBe('s');
  });

  it('is bounded, also where no output is like the one before', async () => {
    const noise = (i: number) => `${i} ${'noise '.repeat(100)}`;
    for (let i = 0; i < 2_500; i += 5) await see(probes(i, 5, (j) => ({ output: noise(j) })));
    const { probes: kept, day } = await health();
    expect(kept).toHaveLength(200);
    expect(kept.at(-1)?.output).toBe(noise(2_300).slice(0, 500));
    expect(day?.probes).toBe(2_500);
    const { healthProbes, healthOutputs } = app.keys;
    const size = async (key: string) => Number(await app.redis.memory('USAGE', key, 'SAMPLES', 0));
    expect(await size(healthProbes('/taskdeck-worker-1'))).toBeLessThan(100_000);
    expect(await size(healthOutputs('/taskdeck-worker-1'))).toBeLessThan(250_000);
    for (const key of [healthProbes, healthOutputs])
      expect(await app.redis.pttl(key('/taskdeck-worker-1'))).toBeGreaterThan(86_400_000);
  });

  it('knows nothing of what was never probed, and no container of another project', async () => {
    await noteSample(app);
    expect(await health()).toMatchObject({ probes: [], day: null });
    const other = await app.call('GET', `/api/containers/${'b'.repeat(64)}/health`);
    expect([other.status, other.body.error.code]).toEqual([404, 'NOT_FOUND']);
  });
});
