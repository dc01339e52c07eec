import { z } from 'zod';

/** The queues of the product. A task names one of them; a worker serves those of `WORKER_QUEUES`. */
export const QUEUES = ['default'] as const;
export type QueueName = (typeof QUEUES)[number];

/** BullMQ's own words for the state of a job, in the order of a job's life. */
export const JOB_STATES = [
  'waiting',
  'prioritized',
  'delayed',
  'waiting-children',
  'active',
  'completed',
  'failed',
] as const;
export const JobState = z.enum(JOB_STATES);
export type JobState = z.infer<typeof JobState>;

export const Priority = z.enum(['high', 'medium', 'low']);
export type Priority = z.infer<typeof Priority>;

/**
 * BullMQ runs jobs without a priority before all others, then 1 before 2 before 3, first in first out within each.
 * All ours have one, so that high really is first.
 */
export const PRIORITY_NUMBER = { high: 1, medium: 2, low: 3 } as const satisfies Record<
  Priority,
  number
>;

/** The word for BullMQ's number; a job without a priority (0, foreign) runs first and counts as high. */
export function priorityOf(number: number): Priority {
  if (number <= 1) return 'high';
  return number === 2 ? 'medium' : 'low';
}

/** What a job carries in Redis. The BullMQ job's name is the task's name. Parsed again by the worker. */
export const JobData = z.object({
  /** The task's own input, not yet trusted. */
  input: z.unknown(),
  meta: z.object({
    /** The id of the request that submitted it; it is on every log line about the job. */
    requestId: z.string().max(64),
    /** Who submitted it, for people to read: the account or token's name. */
    submittedBy: z.string().max(100),
    /** Milliseconds an attempt may take. */
    timeoutMs: z.number().int().positive(),
  }),
});
export type JobData = z.infer<typeof JobData>;

/** A lock lasts this long and is renewed at half of it; see `STALLED_CHECK_MS`. */
export const LOCK_MS = 10_000;
/**
 * How often expired locks are looked for. A lost worker's job runs again within 30 s, usually 15: its lock must run out (10 s), one look
 * must have noted it and a later one must find its lock gone. BullMQ lets a look pass when another was less than this long ago, so
 * two may be twice as far apart: with 10 s, 30.6 s were seen.
 */
export const STALLED_CHECK_MS = 5_000;
/**
 * How often a job may lose its worker before it fails: twice, because a rolling restart that goes wrong can
 * take two workers from under the same job, and a job that kills its worker must still end.
 */
export const MAX_STALLED = 2;

/** Ended jobs are kept: completed 7 days and the last 10,000 of a queue, failed 30 days and the last 10,000. */
export const KEEP_COMPLETED = { age: 7 * 86_400, count: 10_000 } as const;
export const KEEP_FAILED = { age: 30 * 86_400, count: 10_000 } as const;

/** Bounds of submission options. */
export const MAX_ATTEMPTS = 20;
/** A week. */
export const MAX_DELAY_MS = 7 * 86_400_000;
/** Three hours. */
export const MAX_TIMEOUT_MS = 3 * 3_600_000;
