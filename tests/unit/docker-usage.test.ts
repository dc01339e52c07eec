import { ContainerStats } from '@taskdeck/server/docker/docker-answers';
import { usageCounters, usageView } from '@taskdeck/server/docker/usage-view';
import { describe, expect, it } from 'vitest';
import { recorded } from '../fakes/docker-daemon.ts';

const stats = (name: string) => ContainerStats.parse(recorded(`stats-${name}`));

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

  it.each([
    ['1', 'Read', 'Write'],
    ['2', 'read', 'write'],
  ])('counts bytes of devices as control groups v%s name them', (_, read, write) => {
    const reading = (name: string, bytes: number) => ({
      ...stats(name),
      blkio_stats: {
        io_service_bytes_recursive: [
          { op: read, value: bytes },
          { op: write, value: 10 * bytes },
          { op: read, value: 1 },
          { op: 'Sync', value: 7 * bytes },
          { op: 'Total', value: 11 * bytes },
        ],
      },
    });
    const before = usageCounters(reading('worker-a', 1_000));
    expect(before).toMatchObject({ readBytes: 1_001, writtenBytes: 10_000 });
    const usage = usageView(reading('worker-b', 2_000), before);
    const elapsed = (Date.parse(stats('worker-b').read) - Date.parse(stats('worker-a').read)) / 1e3;
    expect(usage.readPerSecond).toBeCloseTo(1_000 / elapsed, 6);
    expect(usage.writtenPerSecond).toBeCloseTo(10_000 / elapsed, 6);
  });

  it('sums networks and devices, by the clock of the daemon', () => {
    const usage = usageView(stats('cgroup-v2-b'), usageCounters(stats('cgroup-v2-a')));
    expect(usage).toMatchObject({
      receivedPerSecond: 2_000,
      sentPerSecond: 1_000,
      readPerSecond: 4_096,
      writtenPerSecond: 524_288,
    });
    const counters = usageCounters(stats('server-a'));
    expect(counters).toMatchObject({ receivedBytes: 9652 + 1216 + 5892, sentBytes: 4827 });
  });

  it('can not tell I/O where Docker does not: on the network of the host, and from a kernel that does not count', () => {
    const reading = { ...stats('redis-b'), networks: undefined };
    const before = usageCounters({ ...stats('redis-a'), networks: null, blkio_stats: null });
    expect(before).toMatchObject({ receivedBytes: null, sentBytes: null, readBytes: null });
    expect(usageView(reading, before)).toMatchObject({
      cores: expect.any(Number),
      receivedPerSecond: null,
      readPerSecond: null,
    });
  });

  it('goes on when a network was left, which takes its bytes with it', () => {
    const before = usageCounters(stats('server-a'));
    const left = { ...stats('server-b'), networks: { eth0: { rx_bytes: 9_700, tx_bytes: 5_000 } } };
    const usage = usageView(left, before);
    expect(usage.receivedPerSecond).toBeNull();
    expect(usage.sentPerSecond).toBeGreaterThan(0);
    expect(usage.cores).toBeGreaterThan(0);
  });

  it('does not ask our clock: a daemon years away counts as well', () => {
    const later = (name: string) => {
      const reading = stats(name);
      return { ...reading, read: reading.read.replace('2026', '2031') };
    };
    const usage = usageView(later('redis-b'), usageCounters(later('redis-a')));
    expect(usage.cores).toBeCloseTo(0.008876, 5);
  });

  it.each([
    ['v1', { total_inactive_file: 30, inactive_file: 10 }, 70],
    ['v2', { inactive_file: 30 }, 70],
    ['more cache than use', { inactive_file: 101 }, 100],
    ['no word of cache', {}, 100],
  ])('counts memory as docker stats does: %s', (_, cache, bytes) => {
    const reading = { ...stats('redis-a'), memory_stats: { usage: 100, stats: cache } };
    expect(usageView(reading, null).memoryBytes).toBe(bytes);
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
