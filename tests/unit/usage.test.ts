import type { ContainerReading } from '@taskdeck/server/docker/container-reading';
import { storedName } from '@taskdeck/server/usage/stored-name';
import { usagePoints } from '@taskdeck/server/usage/usage-points';
import { rollUp, usageSample } from '@taskdeck/server/usage/usage-sample';
import { describe, expect, it } from 'vitest';
import { fakeContainer } from '../fakes/docker-engine.ts';

const ID = 'a'.repeat(64);
const STEP = 10_000;
/** As kept, in KiB. */
const MEMORY = Math.round(50e6 / 1_024) * 1_024;

/** A reading of a container that has used `seconds` of CPU time since it started. */
function reading(seconds: number, some: Partial<ContainerReading> = {}): ContainerReading {
  return {
    view: fakeContainer({ id: ID }),
    facts: null,
    probes: [],
    startedAnew: null,
    counters: {
      readAtMs: Date.UTC(2026, 10, 23) + seconds * 20_000,
      cpuNs: seconds * 1e9,
      periods: seconds * 10,
      throttledPeriods: seconds * 5,
      receivedBytes: seconds * 2_000,
      sentBytes: null,
      readBytes: 0,
      writtenBytes: seconds * 20,
    },
    ...some,
  };
}
const sample = (at: number, ...args: Parameters<typeof reading>) => ({
  at,
  values: usageSample(reading(...args), []),
});

describe('usagePoints', () => {
  it("divides what counters grew by the time that passed on Docker's clock", () => {
    const points = usagePoints([sample(10_000, 100), sample(20_500, 101)], STEP, 0);
    expect(points[0]).toMatchObject({ cores: null, throttledPercent: null, memoryBytes: MEMORY });
    expect(points[1]).toEqual({
      at: new Date(20_500).toISOString(),
      cores: 0.05,
      peakCores: 0.1,
      throttledPercent: 50,
      memoryBytes: MEMORY,
      peakMemoryBytes: MEMORY,
      pids: 12,
      receivedPerSecond: 100,
      sentPerSecond: null,
      readPerSecond: 0,
      writtenPerSecond: 1,
    });
  });

  it('says nothing of growth over a gap, or over a start', () => {
    const view = fakeContainer({ id: ID, startedAt: '2026-11-22T12:00:00.000Z' });
    const anew = sample(30_000, 200, { view });
    const [, afterStart] = usagePoints([sample(20_000, 100), anew], STEP, 0);
    expect(afterStart).toMatchObject({ cores: null, receivedPerSecond: null, pids: 12 });
    const [, afterGap] = usagePoints([sample(10_000, 100), sample(30_000, 101)], STEP, 0);
    expect(afterGap?.cores).toBeNull();
    const [, backwards] = usagePoints([sample(10_000, 100), sample(20_000, 99)], STEP, 0);
    expect(backwards?.cores).toBeNull();
  });

  it('knows no throttling without a limit, and none of what did not work', () => {
    const counting = (periods: number) =>
      [100, 101].map((seconds) => {
        const { counters } = reading(seconds);
        if (counters === null) throw new Error('It has counters');
        const limited = { ...counters, periods, throttledPeriods: 0 };
        return sample(seconds * STEP, seconds, { counters: limited });
      });
    expect(usagePoints(counting(0), STEP, 0)[1]?.throttledPercent).toBeNull();
    expect(usagePoints(counting(70), STEP, 0)[1]?.throttledPercent).toBe(0);
  });

  it('draws several samples as one point, and begins where it is told to', () => {
    const samples = [1, 2, 3, 4].map((i) => sample(i * STEP, 100 + i));
    const points = usagePoints(samples, 2 * STEP, 2 * STEP);
    expect(points.map(({ at }) => Date.parse(at))).toEqual([3 * STEP, 4 * STEP]);
  });
});

describe('usageSample', () => {
  it('leaves out what is not known', () => {
    const view = fakeContainer({ id: ID, state: 'exited', health: null });
    const unknown = { current: null, limit: null };
    const stopped: ContainerReading = {
      ...reading(1),
      counters: null,
      view: {
        ...view,
        pids: unknown,
        cpu: { ...view.cpu, cores: null },
        memory: { ...view.memory, usedBytes: null },
      },
    };
    expect(Object.keys(usageSample(stopped, []))).toEqual(['state']);
  });

  it('is rolled up to means, peaks and the counters as they stood last', () => {
    const rolled = rollUp([
      { memoryKib: 10, peakMemoryKib: 10, cpuMs: 5, state: 4 },
      { memoryKib: 20, peakMemoryKib: 90, cpuMs: 6, state: 5 },
      { state: 1 },
    ]);
    expect(rolled).toEqual({ memoryKib: 15, peakMemoryKib: 90, cpuMs: 6, state: 5 });
  });
});

describe('storedName', () => {
  it('is host and name, as an engine allows them', () => {
    expect(storedName({ id: ID, host: null, name: 'taskdeck-worker-1' })).toBe(
      '/taskdeck-worker-1',
    );
    expect(storedName({ id: ID, host: '-b', name: 'x' })).toBe('-b/x');
  });

  it.each([
    ['shop_web.2.gw9zhmtb3ljybq1wirr7c8w7i', '/shop_web.2'],
    [
      'shop_agent.lok28fw8j1z1ryo90pagiiugx.ljnse4gd2n4rscil8mnq75x77',
      '/shop_agent.lok28fw8j1z1ryo90pagiiugx',
    ],
    ['my.2.container', '/my.2.container'],
  ])('is that of the place for the task %s of a Swarm', (name, stored) => {
    expect(storedName({ id: ID, host: null, name })).toBe(stored);
  });

  it.each([
    '',
    'a/b',
    'a:b',
    '-a',
    'a b',
    'é',
    '{x}',
    'a'.repeat(300),
    `${ID.slice(0, 12)}_worker-1`,
  ])('is none for %j', (name) => {
    expect(storedName({ id: ID, host: null, name })).toBeNull();
  });

  it('is none for a host that is named otherwise', () => {
    expect(storedName({ id: ID, host: '../x', name: 'worker' })).toBeNull();
  });
});
