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

  it.each(['', ' ', '-1', '1.5', '1e3', '0x10', 'two', '9'.repeat(20), undefined])(
    'has no replica number where its label is %j',
    (label) => {
      const replica = { 'com.docker.compose.container-number': label };
      const view = containerView({
        listed: listed('containers', 'proto-redis-1', { Labels: replica }),
        inspected: null,
        usage: null,
      });
      expect(view.replica).toBeNull();
    },
  );

  it('belongs to no service where its label is empty', () => {
    const view = containerView({
      listed: listed('containers', 'proto-redis-1', {
        Labels: { 'com.docker.compose.service': '' },
      }),
      inspected: null,
      usage: null,
    });
    expect(view.service).toBeNull();
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

  it('tells when it was made and how often its check failed in a row', () => {
    const view = (name: string, inspected: ReturnType<typeof inspect> | null) =>
      containerView({ listed: listed('containers', name), inspected, usage: null });
    expect(view('proto-redis-1', inspect('redis')).createdAt).toBe('2026-11-22T11:01:26.693Z');
    expect(view('proto-redis-1', null).createdAt).toBe('2026-11-22T11:01:26.000Z');
    const failing = { Status: 'Up 10 seconds (unhealthy)' };
    const of = (change: object) =>
      containerView({
        listed: listed('containers', 'proto-redis-1', change),
        inspected: inspect('unhealthy'),
        usage: null,
      }).failingStreak;
    expect(of(failing)).toBe(10);
    expect(of({ ...failing, State: 'exited' })).toBeNull();
    expect(of({ Status: 'Up 10 seconds' })).toBe(10);
    const newer = listed('containers-api-1.52', 'proto-worker-1');
    expect(containerView({ listed: newer, inspected: null, usage: null })).toMatchObject({
      health: 'unhealthy',
      failingStreak: 4,
    });
  });

  it('has bounded names on one line, whatever its labels say', () => {
    const long = `\u202e${'x'.repeat(10_000)}\n`;
    const Networks = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [
        `${index}${long}`,
        { IPAddress: '10.0.0.1', Aliases: Array.from({ length: 100 }, (__, n) => `${n}${long}`) },
      ]),
    );
    const row = listed('containers', 'proto-worker-1', {
      Names: [`/${long}`],
      Image: long,
      Labels: { 'com.docker.compose.service': long },
      NetworkSettings: { Networks },
    });
    const view = containerView({ listed: row, inspected: null, usage: null });
    expect(JSON.stringify(view).length).toBeLessThan(100_000);
    for (const text of [view.name, view.service, view.image, view.networks[0]?.name]) {
      expect(text).not.toMatch(/[\u202e\n]/);
      expect(text?.length).toBeLessThanOrEqual(300);
    }
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
