import { describe, expect, it } from 'vitest';
import type { ContainerUsage } from '../../web/src/api.ts';
import { withLive } from '../../web/src/components/container/live-usage.ts';
import { usagePlots } from '../../web/src/components/container/usage-lanes.ts';
import { lanesInWords } from '../../web/src/components/plots/lane.ts';
import { ago, container, MIB } from './web-samples.ts';

type Point = ContainerUsage['points'][number];

const point = (secondsAgo: number, more: Partial<Point> = {}): Point => ({
  at: ago(secondsAgo),
  cores: 0.5,
  peakCores: 0.5,
  throttledPercent: 0,
  memoryBytes: 100 * MIB,
  peakMemoryBytes: 100 * MIB,
  pids: 10,
  receivedPerSecond: null,
  sentPerSecond: null,
  readPerSecond: 0,
  writtenPerSecond: 2_048,
  ...more,
});
const usage = (points: Point[]): ContainerUsage => ({
  range: '15m',
  stepMs: 10_000,
  from: ago(900),
  to: ago(0),
  points,
});

describe('usage over time', () => {
  const titles = (all: { readonly lanes: readonly { readonly title: string }[] }) =>
    all.lanes.map(({ title }) => title);

  it('draws what is known against its limits, and names what is not', () => {
    const plots = usagePlots(usage([point(20), point(10, { cores: 0.8 })]), container());
    expect(titles(plots)).toEqual([
      'CPU, cores',
      'Held back by the CPU limit',
      'Memory',
      'Processes and threads',
      'Disk',
    ]);
    expect(plots.unknown).toEqual(['Network']);
    expect(lanesInWords(plots.lanes)).toContain(
      'CPU, cores: limit 1.00 now, 1.00 at most; in use 0.80',
    );
  });

  it('has a gap where samples are missing', () => {
    const { grid, lanes } = usagePlots(usage([point(100), point(90), point(10)]), container());
    expect(grid.times).toHaveLength(4);
    expect(lanes[0]?.series.at(-1)?.drawn).toEqual([0.5, 0.5, null, 0.5]);
  });

  it('only names a limit that would press the usage flat', () => {
    const [, , memory] = usagePlots(
      usage([point(10, { memoryBytes: 8 * MIB, peakMemoryBytes: 8 * MIB })]),
      container(),
    ).lanes;
    const limit = memory?.series.find(({ name }) => name === 'limit ↑');
    expect([limit?.values, limit?.drawn]).toEqual([[512 * MIB], [null]]);
  });

  it('draws peaks only where they are not the means', () => {
    const names = (more: Partial<Point>) =>
      usagePlots(usage([point(10, more)]), container()).lanes[0]?.series.map(({ name }) => name);
    expect(names({})).toEqual(['limit', 'in use']);
    expect(names({ peakCores: 0.9 })).toEqual(['limit', 'peak', 'in use']);
  });

  it('says nothing of throttling where there is no CPU limit', () => {
    const free = container({
      cpu: { cores: 0.5, limitCores: null, percentOfLimit: null, throttledPercent: null },
    });
    const plots = usagePlots(usage([point(10, { throttledPercent: null })]), free);
    expect(titles(plots)).not.toContain('Held back by the CPU limit');
    expect(plots.unknown).toEqual(['Network']);
  });

  it('goes on with live samples that are newer than what is stored, and moves along', () => {
    const stored = usage([point(895), point(20), point(10)]);
    const live = [point(12), point(6), point(-8)];
    const all = withLive(stored, live);
    expect(all.points.map(({ at }) => at)).toEqual([ago(20), ago(10), ago(6), ago(-8)]);
    expect([all.from, all.to]).toEqual([ago(892), ago(-8)]);
    expect(withLive(stored, [point(12)])).toBe(stored);
  });
});
