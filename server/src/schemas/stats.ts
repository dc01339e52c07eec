import { z } from 'zod';
import { Instant } from './common.ts';
import { QueueLimits, QueueName, QueuePause } from './queue.ts';

/** Jobs by state, in BullMQ's words. */
export const Counts = z.object({
  waiting: z.int(),
  prioritized: z.int(),
  delayed: z.int(),
  'waiting-children': z.int(),
  active: z.int(),
  completed: z.int(),
  failed: z.int(),
});
export type Counts = z.infer<typeof Counts>;

/** Milliseconds; null when nothing ended in the window. Known within about 28 % (buckets). */
export const Quantiles = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});
export type Quantiles = z.infer<typeof Quantiles>;

export const QueueStats = z.object({
  queue: QueueName,
  counts: Counts,
  /** Submission of the job that waits longest (waiting or prioritized); null when none waits. */
  oldestWaitingAt: Instant.nullable(),
  /** null: it is not paused. */
  paused: QueuePause.nullable(),
  ...QueueLimits.shape,
});
export type QueueStats = z.infer<typeof QueueStats>;

/** Per minute, over the last `windowMs`; null until two samples exist. */
export const Rates = z.object({
  windowMs: z.int(),
  addedPerMinute: z.number().nullable(),
  completedPerMinute: z.number().nullable(),
  failedPerMinute: z.number().nullable(),
});
export type Rates = z.infer<typeof Rates>;

/** A queue as it stands, with its own rates. */
export const QueueView = QueueStats.extend({ rates: Rates });
export type QueueView = z.infer<typeof QueueView>;
export const Queues = z.object({ items: z.array(QueueView) });
export type Queues = z.infer<typeof Queues>;

export const Stats = z.object({
  at: Instant,
  queues: z.array(QueueView),
  totals: Counts,
  /** Jobs out of attempts, and not cancelled. */
  deadLetters: z.int(),
  rates: Rates,
  /** From submission (or the time it was due) to start, last 15 minutes. */
  waitMs: Quantiles,
  /** From start to end of an attempt, last 15 minutes. */
  runMs: Quantiles,
  workers: z.object({ up: z.int(), slots: z.int(), busy: z.int() }),
  oldestWaitingAt: Instant.nullable(),
});
export type Stats = z.infer<typeof Stats>;

export const HistoryRange = z.enum(['15m', '1h', '6h', '24h', '7d']);
export type HistoryRange = z.infer<typeof HistoryRange>;

/** One bar of time. A step without a sample is absent: draw a gap. */
export const HistoryPoint = z.object({
  /** End of the step. */
  at: Instant,
  /** Waiting and prioritized at `at`, by queue. */
  waiting: z.record(z.string(), z.number()),
  active: z.number(),
  delayed: z.number(),
  /** Within the step, all queues; null for the first sample after a gap. */
  added: z.number().nullable(),
  completed: z.number().nullable(),
  failed: z.number().nullable(),
  waitP95Ms: z.number().nullable(),
  runP95Ms: z.number().nullable(),
});
export type HistoryPoint = z.infer<typeof HistoryPoint>;

export const History = z.object({
  range: HistoryRange,
  stepMs: z.int(),
  from: Instant,
  to: Instant,
  points: z.array(HistoryPoint),
});
export type History = z.infer<typeof History>;
