import { QUEUES } from '@taskdeck/tasks';
import { z } from 'zod';
import { Instant } from './common.ts';

/** A queue of the product; queues that others made can't be controlled from here. */
export const QueueName = z.enum(QUEUES).meta({ description: 'Name of a queue' });

/** How much a queue gives away at most, over all workers. */
export const QueueLimits = z.object({
  /** Jobs that may run at the same time; null: as many as workers have slots. */
  globalConcurrency: z.int().min(1).max(10_000).nullable(),
  /** Jobs that may start within each `durationMs`; null: no limit. */
  rateLimit: z
    .object({
      max: z.int().min(1).max(1_000_000),
      durationMs: z.int().min(100).max(86_400_000),
    })
    .nullable(),
});
export type QueueLimits = z.infer<typeof QueueLimits>;

/** A queue that gives nothing to workers. Jobs that run go on; new ones are taken and wait. */
export const QueuePause = z.object({
  /** null: not known, another program paused it. */
  since: Instant.nullable(),
  by: z.string().nullable(),
});
export type QueuePause = z.infer<typeof QueuePause>;

/** What is left out stays as it is; null takes a limit away. */
export const SetLimits = z.object({ queue: QueueName, ...QueueLimits.partial().shape });
export type SetLimits = z.infer<typeof SetLimits>;
export type LimitChange = Omit<SetLimits, 'queue'>;

export const DrainQueue = z.object({
  queue: QueueName,
  delayed: z.stringbool().or(z.boolean()).default(false).meta({
    description: 'true: also jobs that are not due yet',
  }),
});
export type DrainQueue = z.infer<typeof DrainQueue>;
