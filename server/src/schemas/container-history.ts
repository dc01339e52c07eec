import { z } from 'zod';
import { Instant } from './common.ts';

export const UsageRange = z.enum(['15m', '1h', '6h', '24h', '7d']);
export type UsageRange = z.infer<typeof UsageRange>;

/** Means over the step before `at`; peaks are of samples within it. null: not known. A step without any sample is absent: a gap. */
export const UsagePoint = z.object({
  at: Instant,
  cores: z.number().nullable(),
  peakCores: z.number().nullable(),
  /** 0 to 100: share of scheduler periods in which it was held back; null without a CPU limit. */
  throttledPercent: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  peakMemoryBytes: z.number().nullable(),
  pids: z.int().nullable(),
  receivedPerSecond: z.number().nullable(),
  sentPerSecond: z.number().nullable(),
  readPerSecond: z.number().nullable(),
  writtenPerSecond: z.number().nullable(),
});
export type UsagePoint = z.infer<typeof UsagePoint>;

/** Usage over time of what has this container's host and name: what stood there before it was made anew counts. */
export const ContainerUsage = z.object({
  range: UsageRange,
  stepMs: z.int(),
  from: Instant,
  to: Instant,
  points: z.array(UsagePoint),
});
export type ContainerUsage = z.infer<typeof ContainerUsage>;

/** One run of a health check. */
export const HealthProbe = z.object({
  at: Instant,
  durationMs: z.int(),
  /** 0: healthy; -1: it took too long or could not start. */
  exitCode: z.int(),
  /** At most 500 characters; control characters are replaced. Text of a stranger. */
  output: z.string(),
});
export type HealthProbe = z.infer<typeof HealthProbe>;

/**
 * A day in 72 cells of 20 minutes, oldest first, one letter each for the worst in it: `u` a failed probe, `s` starting, `h` healthy, `r` runs
 * without a health check, `x` not running, `-` not known.
 */
export const HealthStrip = z.string().regex(/^[ushrx-]{72}$/);
export const STRIP_CELLS = 72;
export const STRIP_CELL_MS = 1_200_000;

export const ContainerHealth = z.object({
  from: Instant,
  to: Instant,
  strip: HealthStrip,
  /** Newest first, at most 200. */
  probes: z.array(HealthProbe),
  /** Of the last 24 h; `since`: the oldest probe kept of them. null: none was seen. */
  day: z
    .object({
      since: Instant,
      probes: z.int(),
      failed: z.int(),
      durationMs: z.object({ p50: z.number(), p95: z.number(), max: z.number() }),
    })
    .nullable(),
});
export type ContainerHealth = z.infer<typeof ContainerHealth>;
