import { containerView } from '@taskdeck/server/docker/container-view';
import {
  ContainerStats,
  InspectedContainer,
  ListedContainer,
} from '@taskdeck/server/docker/docker-answers';
import { limitsView } from '@taskdeck/server/docker/limits-view';
import { usageCounters, usageView } from '@taskdeck/server/docker/usage-view';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recorded } from '../fakes/docker-daemon.ts';

const list = (name: string) => z.array(ListedContainer).parse(recorded(name));
const inspect = (name: string) => InspectedContainer.parse(recorded(`inspect-${name}`));
const stats = (name: string) => ContainerStats.parse(recorded(`stats-${name}`));

function listed(file: string, name: string, change: object = {}) {
  const row = list(file).find(({ Names }) => Names?.includes(`/${name}`));
  return ListedContainer.parse({ ...row, ...change });
}

describe('a container', () => {
  it('that runs shows its usage against its limits, and where it is', () => {
    const usage = usageView(stats('redis-b'), usageCounters(stats('redis-a')));
    const view = containerView({
      listed: listed('containers', 'proto-redis-1'),
      inspected: inspect('redis'),
      usage,
    });
    expect(view).toMatchObject({
      name: 'proto-redis-1',
      service: 'redis',
      replica: 1,
      image: 'redis:8',
      state: 'running',
      health: 'healthy',
      done: false,
      finishedAt: null,
      restarts: 0,
      exitCode: null,
      oomKilled: false,
      memory: { usedBytes: 5767168 - 491520, limitBytes: 201326592, reservationBytes: 67108864 },
      pids: { current: 7, limit: 128 },
    });
    expect(view.startedAt).toMatch(/^2026-11-22T11:0\d:\d\d\.\d{3}Z$/);
    // 46.1 ms of CPU in 5.199 s.
    expect(view.cpu.cores).toBeCloseTo(0.008876, 5);
    expect(view.cpu.limitCores).toBe(0.5);
    expect(view.cpu.percentOfLimit).toBeCloseTo(1.775, 2);
    expect(view.cpu.throttledPercent).toBe(0);
    expect(view.memory.percentOfLimit).toBeCloseTo(2.6204, 3);
    expect(view.networks).toEqual([
      { name: 'proto_backend', ipAddress: expect.any(String), aliases: ['proto-redis-1', 'redis'] },
    ]);
  });

  it('that was killed for memory says so, with its exit code and no health', () => {
    const view = containerView({
      listed: listed('containers-mixed', 'proto-worker-3'),
      inspected: inspect('oom-killed'),
      usage: null,
    });
    expect(view).toMatchObject({
      state: 'exited',
      exitCode: 137,
      oomKilled: true,
      done: false,
      health: null,
      finishedAt: '2026-11-22T11:02:42.926Z',
      memory: { usedBytes: null, limitBytes: 134217728, percentOfLimit: null },
      networks: [{ name: 'proto_backend', ipAddress: null }],
    });
  });

  it('that was stopped is neither unhealthy nor done', () => {
    const view = containerView({
      listed: listed('containers-mixed', 'proto-server-2'),
      inspected: inspect('exited'),
      usage: usageView(stats('exited'), null),
    });
    expect(view).toMatchObject({ state: 'exited', exitCode: 0, health: null, done: false });
    expect(view.cpu.cores).toBeNull();
    expect(view.memory.usedBytes).toBeNull();
    expect(view.pids.current).toBeNull();
  });

  it('that ran once and ended well is done', () => {
    const ended = inspect('exited');
    const once = { ...ended.HostConfig, RestartPolicy: { Name: 'no' } };
    const view = containerView({
      listed: listed('containers-mixed', 'proto-server-2'),
      inspected: { ...ended, HostConfig: once },
      usage: null,
    });
    expect(view.done).toBe(true);
  });

  it('without details knows what the list tells, and nothing else', () => {
    const view = containerView({
      listed: listed('containers', 'proto-worker-1'),
      inspected: null,
      usage: null,
    });
    expect(view).toMatchObject({
      state: 'running',
      health: 'healthy',
      restarts: null,
      oomKilled: null,
      startedAt: null,
      cpu: { limitCores: null },
      networks: [{ name: 'proto_backend', ipAddress: '172.20.0.4' }],
    });
  });

  it.each([
    ['Up 2 minutes (unhealthy)', 'unhealthy'],
    ['Up 2 seconds (health: starting)', 'starting'],
    ['Up 2 minutes (healthy)', 'healthy'],
  ])('reads health from %j', (Status, health) => {
    const row = listed('containers', 'proto-worker-1', { Status });
    expect(containerView({ listed: row, inspected: null, usage: null }).health).toBe(health);
  });

  it('takes health from the field of newer engines, and from no one while paused', () => {
    const newer = { Status: 'Up 2 minutes', Health: { Status: 'unhealthy', FailingStreak: 3 } };
    const paused = { State: 'paused', Status: 'Up 2 minutes (Paused)' };
    const none = { Status: 'Up 2 minutes', Health: { Status: 'none' } };
    const health = (change: object, inspected = inspect('unhealthy')) =>
      containerView({
        listed: listed('containers', 'proto-worker-1', change),
        inspected,
        usage: null,
      }).health;
    expect(health(newer)).toBe('unhealthy');
    expect(health(paused)).toBeNull();
    expect(health(none)).toBeNull();
  });

  it('goes by its own name, not by links to it, and by its id without one', () => {
    const name = (Names: string[] | null) =>
      containerView({
        listed: listed('containers', 'proto-worker-1', { Names }),
        inspected: null,
        usage: null,
      }).name;
    expect(name(['/web/db', '/db'])).toBe('db');
    expect(name(null)).toBe('4648fbfee9ed');
  });
});

describe('limits', () => {
  const withHost = (change: object) =>
    limitsView({ ...inspect('unhealthy'), HostConfig: { ...change } });

  it('are null where there are none', () => {
    expect(limitsView(inspect('unhealthy'))).toEqual({
      cpuCores: null,
      memoryBytes: null,
      memoryReservationBytes: null,
      pids: null,
    });
  });

  it.each([
    [{ NanoCpus: 1_500_000_000 }, 1.5],
    [{ CpuQuota: 50_000, CpuPeriod: 0 }, 0.5],
    [{ CpuQuota: 50_000, CpuPeriod: 25_000 }, 2],
    [{ CpuQuota: -1, CpuPeriod: 100_000 }, null],
    [{ CpusetCpus: '0-2,5' }, 4],
    [{ CpusetCpus: '0', NanoCpus: 2_000_000_000 }, 1],
    [{ CpuShares: 512 }, null],
  ])('of CPU from %j are %j cores', (host, cores) => {
    expect(withHost(host).cpuCores).toBe(cores);
  });

  it.each([[0], [-1], [null], [undefined], [2 ** 64]])('of processes: %j is none', (PidsLimit) => {
    expect(withHost({ PidsLimit }).pids).toBeNull();
  });
});

describe('usage', () => {
  it('knows no CPU figures at the first reading', () => {
    const first = usageView(stats('server-a'), null);
    expect(first).toMatchObject({ cores: null, throttledPercent: null, pids: 12 });
    expect(first.memoryBytes).toBe(25554944 - 4096);
  });

  it('tells how much of the time a container was held back', () => {
    const usage = usageView(stats('server-b'), usageCounters(stats('server-a')));
    expect(usage.throttledPercent).toBeCloseTo((2 / 9) * 100, 6);
    expect(usage.cores).toBeCloseTo(0.02374, 4);
  });

  it('reads control groups v2: counters beyond 2^53, no per-CPU list, other cache names', () => {
    const usage = usageView(stats('cgroup-v2-b'), usageCounters(stats('cgroup-v2-a')));
    expect(usage.cores).toBeCloseTo(0.5, 6);
    expect(usage.throttledPercent).toBe(25);
    expect(usage.memoryBytes).toBe(50331648 - 16777216);
  });

  it('shows no spike when counters went backwards or answers came out of order', () => {
    const unknown = { cores: null, throttledPercent: null };
    const [a, b] = [stats('worker-a'), stats('worker-b')];
    const restarted = { ...b, cpu_stats: { ...b.cpu_stats, cpu_usage: { total_usage: 1 } } };
    expect(usageView(restarted, usageCounters(a))).toMatchObject(unknown);
    expect(usageView(a, usageCounters(b))).toMatchObject(unknown);
    expect(usageView(b, usageCounters(b))).toMatchObject(unknown);
  });

  it('of a stopped container is unknown, not zero', () => {
    expect(usageCounters(stats('exited'))).toBeNull();
    const usage = usageView(stats('exited'), usageCounters(stats('worker-a')));
    expect(new Set(Object.values(usage))).toEqual(new Set([null]));
  });

  it('without a CPU quota has no share of time held back', () => {
    const free = (name: string) => {
      const reading = stats(name);
      return { ...reading, cpu_stats: { ...reading.cpu_stats, throttling_data: { periods: 0 } } };
    };
    const usage = usageView(free('redis-b'), usageCounters(free('redis-a')));
    expect(usage.throttledPercent).toBeNull();
    expect(usage.cores).toBeGreaterThan(0);
  });
});
