import { describe, expect, it } from 'vitest';
import type { DeadLetters } from '../../web/src/api.ts';
import { ahead, broken, busy, flow } from '../../web/src/components/overview/answers.ts';
import { nearest } from '../../web/src/components/overview/nearest.ts';
import {
  ago,
  container,
  containers,
  engine,
  failures,
  MIB,
  NOW,
  stats,
  worker,
} from './web-samples.ts';

const nothing = {
  stats: undefined,
  workers: undefined,
  containers: undefined,
  failures: undefined,
};
const facts = { ...nothing, now: NOW };
const groups = (...items: DeadLetters['items']): DeadLetters => ({
  items,
  total: items.reduce((sum, { count }) => sum + count, 0),
});

describe('is work flowing?', () => {
  it("can't be told before there are figures", () => {
    expect(flow(facts).figure).toBe("Can't tell");
  });

  it('yes, with its rate and whether the backlog grows', () => {
    const rates = {
      windowMs: 300_000,
      addedPerMinute: 46.1,
      completedPerMinute: 41.8,
      failedPerMinute: 0,
    };
    const answer = flow({ ...facts, stats: stats({ rates }, { waiting: 148, active: 10 }) });
    expect(answer).toMatchObject({ figure: 'Yes', of: '41.8 done / min' });
    expect(answer.detail).toBe('148 jobs wait, 4.3 more each minute');
  });

  it('does not take what runs for a growing backlog', () => {
    const rates = { ...stats().rates, addedPerMinute: 12, completedPerMinute: 1 };
    const waiting = { oldestWaitingAt: ago(3) };
    const answer = flow({
      ...facts,
      stats: stats({ rates, ...waiting }, { waiting: 2, active: 8 }),
    });
    expect(answer.detail).toBe('2 jobs wait, the oldest for 3 s');
  });

  it('idle, stuck and without a worker are three things', () => {
    expect(flow({ ...facts, stats: stats() })).toMatchObject({
      figure: 'Idle',
      detail: '12 slots ready',
    });
    const waiting = { oldestWaitingAt: ago(90) };
    expect(flow({ ...facts, stats: stats(waiting, { prioritized: 1 }) })).toMatchObject({
      figure: 'Stuck',
      detail: '1 job waits, the oldest for 1 m 30 s',
    });
    const down = { ...waiting, workers: { up: 0, slots: 0, busy: 0 } };
    expect(flow({ ...facts, stats: stats(down, { waiting: 2 }) })).toMatchObject({
      figure: 'No',
      of: 'no worker is up',
      tone: 'c-fail',
    });
  });
});

describe('is anything broken?', () => {
  it('names each thing once', () => {
    const answer = broken({
      ...facts,
      workers: [worker({ state: 'lost' })],
      containers: containers(
        container(),
        container({ id: 'c2', service: 'server', health: 'unhealthy' }),
        container({ id: 'c3', service: 'once', state: 'exited', exitCode: 0, done: true }),
      ),
      failures: groups(failures('a', { count: 2 })),
    });
    expect(answer.figure).toBe('3 things');
    expect(answer.detail).toBe('worker-1 lost · server-1 unhealthy · notify fails');
  });

  it('leads to where the first of them is', () => {
    const sick = containers(container({ health: 'unhealthy' }));
    const failing = groups(failures('a'));
    const known = { ...facts, workers: [worker()] };
    const lost = { ...facts, workers: [worker({ state: 'lost' })] };
    expect(broken({ ...lost, containers: sick, failures: failing }).to).toBe('/workers');
    expect(broken({ ...known, containers: sick, failures: failing }).to).toBe('/containers');
    expect(broken({ ...known, failures: failing }).to).toBe('/failures');
    expect(broken(known).to).toBeUndefined();
  });

  it('says in how many ways a task fails', () => {
    const two = groups(failures('a'), failures('b'));
    const answer = broken({ ...facts, workers: [], failures: two });
    expect(answer).toMatchObject({ figure: '1 thing', detail: 'notify fails in 2 ways' });
  });

  it('forgets failures after an hour', () => {
    const old = failures('a', { lastAt: ago(3_601) });
    expect(broken({ ...facts, workers: [], failures: groups(old) }).figure).toBe('No');
  });

  it('admits that it does not know the containers', () => {
    expect(broken({ ...facts, workers: [], failures: groups() }).detail).toContain("can't be told");
  });
});

it('who is busy: slots taken and workers up', () => {
  const answer = busy({
    ...facts,
    stats: stats({ workers: { up: 2, slots: 8, busy: 5 } }),
    workers: [worker(), worker(), worker()],
  });
  expect(answer).toMatchObject({ figure: '5 of 8', detail: '2 of 3 workers up' });
});

describe('what is about to go wrong?', () => {
  it('memory near its limit, and what is throttled', () => {
    const memory = { ...container().memory, usedBytes: 466 * MIB };
    const cpu = { ...container().cpu, throttledPercent: 31 };
    expect(ahead({ ...facts, containers: containers(container({ memory })) })).toMatchObject({
      figure: 'Memory',
      detail: 'worker-1 at 466 / 512 MiB',
    });
    expect(ahead({ ...facts, containers: containers(container({ memory, cpu })) }).figure).toBe(
      '2 things',
    );
  });

  it("nothing is not the same as can't tell", () => {
    expect(ahead({ ...facts, stats: stats(), containers: containers(container()) }).figure).toBe(
      'Nothing',
    );
    const off = { ...containers(), engine: { ...engine, state: 'off' as const } };
    expect(ahead({ ...facts, stats: stats(), containers: off }).figure).toBe("Can't tell");
  });
});

describe('what is nearest to a limit', () => {
  it('is of what runs and has limits, the nearest first', () => {
    const tight = container({ id: 'tight', pids: { current: 120, limit: 128 } });
    const ended = container({ id: 'ended', state: 'exited' });
    const free = container({
      id: 'free',
      cpu: { cores: 3, limitCores: null, percentOfLimit: null, throttledPercent: null },
    });
    const near = nearest(containers(free, ended, tight));
    expect(near.map(({ item, load }) => `${item.id} ${load.resource}`)).toEqual([
      'tight pids',
      'tight cpu',
      'free memory',
      'tight memory',
      'free pids',
    ]);
  });
});
