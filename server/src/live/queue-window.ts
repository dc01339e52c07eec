import { LATENCY_BOUNDS_MS, latencyQuantile } from '@taskdeck/tasks';
import type { Totals } from '../queue/job-queue.ts';
import type { Quantiles } from '../schemas/stats.ts';

/** The name of a queue's series. */
export const queueSeries = (queue: string): string => `queue:${queue}`;

/** Growth of a counter; null when it shrank (the totals were reset) . */
export function growth(before: Totals, after: Totals, field: string): number | null {
  const delta = (after[field] ?? 0) - (before[field] ?? 0);
  return delta < 0 ? null : delta;
}

/** Sum that is null when every part is. */
export function sumKnown(parts: readonly (number | null)[]): number | null {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.reduce((sum, part) => sum + part, 0);
}

/** Latency buckets between two totals. */
export function bucketGrowth(kind: 'wait' | 'run', before: Totals, after: Totals): number[] {
  return Array.from(
    { length: LATENCY_BOUNDS_MS.length + 1 },
    (_, i) => growth(before, after, `${kind}${i}`) ?? 0,
  );
}

/** Adds buckets of several queues. */
export function addBuckets(parts: readonly number[][]): number[] {
  return (parts[0] ?? []).map((_, i) => parts.reduce((sum, part) => sum + (part[i] ?? 0), 0));
}

const rounded = (ms: number | null): number | null =>
  ms === null ? null : Math.round(ms * 10) / 10;

export function quantiles(buckets: readonly number[]): Quantiles {
  return {
    p50: rounded(latencyQuantile(buckets, 0.5)),
    p95: rounded(latencyQuantile(buckets, 0.95)),
    p99: rounded(latencyQuantile(buckets, 0.99)),
  };
}
