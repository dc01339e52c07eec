import { z } from 'zod';

/** The queues of the product. A task names one of them; a worker serves those of `WORKER_QUEUES`. */
export const QUEUES = ['default', 'heavy', 'notifications'] as const;
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

/** A word by which jobs are found again. */
export const Tag = z
  .string()
  .regex(/^[\w.:-]{1,40}$/, 'Letters, digits and . _ : - only, at most 40');
/** Tags a job may have. */
export const MAX_TAGS = 10;

/** How long to wait before the next attempt. */
export const Backoff = z.object({
  type: z.enum(['fixed', 'exponential']).meta({
    description: 'fixed: always delayMs; exponential: delayMs, then twice as long each time',
  }),
  /** Milliseconds before the second attempt; at most an hour. */
  delayMs: z.int().min(0).max(3_600_000),
  /** The part of the delay, 0 to 1, that is random, so that jobs that failed together do not come back together. */
  jitter: z.number().min(0).max(1),
});
export type Backoff = z.infer<typeof Backoff>;
/** Unless the task's file or the submission says otherwise: about 1 s, 2 s, 4 s, … */
export const DEFAULT_BACKOFF: Backoff = { type: 'exponential', delayMs: 1_000, jitter: 0.25 };

/** What a job carries in Redis. The BullMQ job's name is the task's name. Parsed again by the worker. */
export const JobData = z.object({
  /** The task's own input, not yet trusted. */
  input: z.unknown(),
  meta: z.object({
    /** The id of the request that submitted it; it is on every log line about the job. */
    requestId: z.string().max(64),
    /** Who submitted it, for people to read: the account or token's name. */
    submittedBy: z.string().max(100),
    /** Hard limit: an attempt that takes longer fails with TIMEOUT; what runs on a thread is terminated. Milliseconds. */
    timeoutMs: z.number().int().positive(),
    /** Soft limit: the task's signal fires then, and it may clean up until the hard one. null: the signal fires at the hard one. */
    softTimeoutMs: z.number().int().positive().nullable().default(null),
    tags: z.array(Tag).max(MAX_TAGS).default([]),
    /** The job that waits for this one, and what it calls it; null: none. */
    parent: z
      .object({ id: z.uuid(), key: z.string().max(100) })
      .nullable()
      .default(null),
    /** The schedule whose job it is; null: none. */
    scheduleId: z.uuid().nullable().default(null),
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

/** A result larger than this, as JSON, fails its job with RESULT_TOO_LARGE: results are for facts, files are for data. */
export const MAX_RESULT_BYTES = 262_144;
/** Lines of a job's log that are kept: the newest. */
export const MAX_LOG_LINES = 1_000;
/** Characters of a line of a job's log; the rest is cut. */
export const MAX_LOG_CHARACTERS = 2_000;

/** Children that one job may have in all. */
export const MAX_CHILDREN = 2_000;

/** Bounds of submission options. */
export const MAX_ATTEMPTS = 20;
/** A week. */
export const MAX_DELAY_MS = 7 * 86_400_000;
/** Three hours. */
export const MAX_TIMEOUT_MS = 3 * 3_600_000;
