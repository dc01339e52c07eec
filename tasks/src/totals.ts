/**
 * Running totals of a queue, one Redis hash per queue (`keys.totals(queue)`), only ever incremented. Server and workers add,
 * the sampler copies them into the series; a rate or a quantile over a window is the difference of two copies. So nothing is
 * lost when the sampler changes hands, and adding is one command.
 */
export const TOTALS = {
  added: 'added',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  /** Attempts whose worker was lost. */
  lost: 'lost',
} as const;

/**
 * Upper bounds in milliseconds of the latency buckets, a geometric ladder: 1 ms to 3 h, each about 1.78 (the fourth root of ten) times the one
 * before, so a quantile is known within about 28 %. The last bucket has no upper bound.
 */
export const LATENCY_BOUNDS_MS: readonly number[] = Array.from(
  { length: 29 },
  (_, i) => 10 ** (i / 4),
);

/** The bucket of a duration: the first whose bound is not below it, or the unbounded last. */
function latencyBucket(durationMs: number): number {
  const index = LATENCY_BOUNDS_MS.findIndex((bound) => durationMs <= bound);
  return index === -1 ? LATENCY_BOUNDS_MS.length : index;
}

/** The field of `wait` (submission or due time to start) or `run` (start to end) for a duration. */
export function latencyField(kind: 'wait' | 'run', durationMs: number): string {
  return `${kind}${latencyBucket(Math.max(0, durationMs))}`;
}

/**
 * A quantile from bucket counts, by linear interpolation inside the bucket, as Prometheus' histogram_quantile does.
 * null when nothing was counted; the last finite bound for what lies beyond it.
 */
export function latencyQuantile(counts: readonly number[], quantile: number): number | null {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total <= 0) return null;
  const rank = quantile * total;
  let seen = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && seen + count >= rank) {
      const upper = LATENCY_BOUNDS_MS[index];
      if (upper === undefined) break;
      const lower = index === 0 ? 0 : (LATENCY_BOUNDS_MS[index - 1] ?? 0);
      return lower + (upper - lower) * ((rank - seen) / count);
    }
    seen += count;
  }
  return LATENCY_BOUNDS_MS.at(-1) ?? null;
}
