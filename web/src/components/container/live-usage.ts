import { useState } from 'react';
import type { Container, ContainerUsage } from '../../api.ts';

type Point = ContainerUsage['points'][number];

/** As many as 15 minutes have at the sampler's fastest. */
const MOST = 450;

/** One sample as a point of the plots; `at` is when it was taken. */
function pointOf({ cpu, memory, pids, io }: Container, at: string): Point {
  return {
    at,
    cores: cpu.cores,
    peakCores: cpu.cores,
    throttledPercent: cpu.throttledPercent,
    memoryBytes: memory.usedBytes,
    peakMemoryBytes: memory.usedBytes,
    pids: pids.current,
    ...io,
  };
}

/** The samples that came over the live stream since the page is open, oldest first. `at`: of the newest; null: there is none. */
export function useLiveUsage(item: Container, at: string | null): readonly Point[] {
  const [points, setPoints] = useState<readonly Point[]>([]);
  if (at !== null && item.state === 'running' && points.at(-1)?.at !== at)
    setPoints([...points.slice(1 - MOST), pointOf(item, at)]);
  return points;
}

/** Stored usage, continued by the samples that came after it; the range moves along. */
export function withLive(usage: ContainerUsage, live: readonly Point[]): ContainerUsage {
  const last = Date.parse(usage.points.at(-1)?.at ?? usage.from);
  const fresh = live.filter(({ at }) => Date.parse(at) > last);
  const newest = fresh.at(-1)?.at;
  if (newest === undefined) return usage;
  const to = Math.max(Date.parse(usage.to), Date.parse(newest));
  const from = to - (Date.parse(usage.to) - Date.parse(usage.from));
  return {
    ...usage,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    points: [...usage.points, ...fresh].filter(({ at }) => Date.parse(at) >= from),
  };
}
