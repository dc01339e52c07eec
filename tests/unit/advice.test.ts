import { adviseLimits } from '@taskdeck/server/usage/advice';
import type { ServiceUse } from '@taskdeck/server/usage/service-use';
import { sensibleBytes, sensibleCores } from '@taskdeck/server/usage/sensible-limits';
import { weekUse, worstUse } from '@taskdeck/server/usage/week-use';
import { describe, expect, it } from 'vitest';

const MIB = 1_048_576;
const HOST = { cpus: 4, memoryBytes: 8_192 * MIB };
const LIMITS = {
  limitCores: 0.5,
  limitBytes: 512 * MIB,
  reservationBytes: null,
  limitPids: 100,
};
/** A service that is well: nothing is near a limit, nor far below it. */
const USE = {
  since: 0,
  until: 7_200_000,
  peakCores: 0.3,
  peakMemoryBytes: 256 * MIB,
  peakPids: 20,
  throttledPercent: 3,
};
const service = (
  use: Partial<typeof USE> | null,
  limits: Partial<ServiceUse['limits']> = {},
  oomKills = 0,
): ServiceUse => ({
  service: 'worker',
  limits: { ...LIMITS, ...limits },
  use: use === null ? null : { ...USE, ...use },
  oomKills,
});
const advise = (...args: Parameters<typeof service>) =>
  adviseLimits([service(...args)], HOST).map(
    ({ severity, because, suggestion }) => `${severity}: ${because}: ${suggestion ?? '-'}`,
  );

describe('adviseLimits', () => {
  it('has nothing to say of what suits', () => {
    expect(advise({})).toEqual([]);
    expect(advise(null)).toEqual([]);
  });

  it.each<[string, Parameters<typeof service>, string]>([
    [
      'memory near its limit',
      [{ peakMemoryBytes: 471 * MIB }],
      'consider: used 92 % of 512 MiB at peak: raise memory to 768m',
    ],
    [
      'OOM kills, whatever the peak',
      [{ peakMemoryBytes: 300 * MIB }, {}, 2],
      'act: ran out of memory 2 times at 512 MiB: raise memory to 768m',
    ],
    [
      'an OOM kill before anything was sampled',
      [null, {}, 1],
      'act: ran out of memory once at 512 MiB: raise memory to 768m',
    ],
    [
      'throttling',
      [{ throttledPercent: 31.4, peakCores: 0.5 }, { limitCores: 1 }],
      'act: throttled in 31 % of periods while busy, at 1.0 cpus: raise cpus to 1.5',
    ],
    [
      'throttling at all that the host has',
      [{ throttledPercent: 60, peakCores: 4 }, { limitCores: 4 }],
      'act: throttled in 60 % of periods while busy, at 4.0 cpus: -',
    ],
    [
      'memory never used',
      [{ peakMemoryBytes: 40 * MIB }],
      'consider: never passed 8 % of 512 MiB: lower memory to 128m',
    ],
    [
      'memory never used, with a reservation',
      [{ peakMemoryBytes: 40 * MIB }, { reservationBytes: 200 * MIB }],
      'consider: never passed 8 % of 512 MiB: lower memory to 256m',
    ],
    [
      'CPU never used',
      [{ peakCores: 0.001 }],
      'consider: never passed 1 % of 0.5 cpus: lower cpus to 0.1',
    ],
    [
      'processes near their limit',
      [{ peakPids: 80 }],
      'consider: had 80 of 100 processes at peak: raise pids to 256',
    ],
    [
      'processes at their limit',
      [{ peakPids: 100 }],
      'act: had 100 of 100 processes at peak: raise pids to 256',
    ],
    [
      'no memory limit',
      [{}, { limitBytes: null }],
      'consider: has no memory limit, and used 256 MiB at peak: set memory to 512m',
    ],
    [
      'no CPU limit',
      [{}, { limitCores: null }],
      'consider: has no CPU limit, and used 0.3 cores at peak: set cpus to 0.75',
    ],
    [
      'no limit of processes',
      [{}, { limitPids: null }],
      'consider: has no limit of processes, and had 20 at peak: set pids to 64',
    ],
  ])('sees %s', (_, args, words) => {
    expect(advise(...args)).toEqual([words]);
  });

  it('says never, and how much to set, only after an hour', () => {
    const young = { until: 3_500_000 };
    expect(advise({ ...young, peakMemoryBytes: MIB, peakCores: 0.01 })).toEqual([]);
    expect(advise(young, { limitBytes: null })).toEqual(['consider: has no memory limit: -']);
  });

  it('lowers nothing that is small already, or would be halved at most', () => {
    expect(
      advise({ peakMemoryBytes: MIB, peakCores: 0.01 }, { limitBytes: 48 * MIB, limitCores: 0.15 }),
    ).toEqual([]);
  });

  it('raises memory beyond the host for nobody', () => {
    expect(advise({}, { limitBytes: 8_000 * MIB }, 1)).toEqual([
      'act: ran out of memory once at 7.8 GiB: -',
    ]);
  });

  it('tells the gravest ten first', () => {
    const bare = { limitCores: null, limitBytes: null, limitPids: null };
    const many = ['a', 'b', 'c', 'd'].map((name) => ({ ...service({}, bare), service: name }));
    const advice = adviseLimits([...many, { ...service({}, {}, 1), service: 'z' }], HOST);
    expect(advice).toHaveLength(10);
    expect(advice.slice(0, 3).map(({ service: name, resource }) => [name, resource])).toEqual([
      ['z', 'memory'],
      ['a', 'memory'],
      ['b', 'memory'],
    ]);
  });
});

describe('sensible limits', () => {
  it('are what people write', () => {
    expect([0, 0.12, 0.5, 0.51, 3.1, 5, 7, 9, 100].map(sensibleCores)).toEqual([
      0.1, 0.15, 0.5, 0.75, 4, 6, 8, 12, 128,
    ]);
    expect(
      [0, 32, 33, 49, 96, 97, 717, 1_025].map((mib) => sensibleBytes(mib * MIB) / MIB),
    ).toEqual([32, 32, 48, 64, 96, 128, 768, 1_536]);
  });
});

describe('weekUse', () => {
  const TEN = 600_000;
  const at = (step: number, values: Record<string, number>) => ({
    at: step * TEN,
    values: { startedAt: 1, limitMilliCores: 500, limitMemoryKib: 0, ...values },
  });

  it('counts throttling while busy only, and only where there was enough of it', () => {
    const samples = [
      at(0, { periods: 0, throttled: 0, peakMilliCores: 500 }),
      at(1, { periods: 1_000, throttled: 400, peakMilliCores: 480 }),
      at(2, { periods: 9_000, throttled: 400, peakMilliCores: 20 }),
    ];
    expect(weekUse(samples)).toMatchObject({ throttledPercent: 40, peakCores: 0.5 });
    const brief = [samples[0], at(1, { periods: 100, throttled: 100, peakMilliCores: 500 })];
    expect(weekUse(brief.filter((one) => one !== undefined))?.throttledPercent).toBeNull();
  });

  it('stands on the time since the present limits were set', () => {
    const samples = [
      at(0, { limitMilliCores: 250, peakMilliCores: 250 }),
      at(1, { peakMilliCores: 300 }),
      at(2, { peakMilliCores: 200, peakMemoryKib: 7 }),
    ];
    expect(weekUse(samples)).toMatchObject({ since: TEN, until: 2 * TEN, peakCores: 0.3 });
    expect(weekUse([])).toBeNull();
  });

  it('is the worst of several containers', () => {
    const idle = weekUse([at(3, { peakMilliCores: 10, peakPids: 4 })]);
    const busy = weekUse([at(1, { peakMilliCores: 400 })]);
    if (idle === null || busy === null) throw new Error('Both have samples');
    expect(worstUse([idle, busy])).toEqual({
      since: TEN,
      until: 3 * TEN,
      peakCores: 0.4,
      peakMemoryBytes: null,
      peakPids: 4,
      throttledPercent: null,
    });
    expect(worstUse([])).toBeNull();
  });
});
