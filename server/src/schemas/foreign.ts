import { Backoff, JobState, MAX_DELAY_MS } from '@taskdeck/tasks';
import { z } from 'zod';
import { Instant } from './common.ts';
import { Counts } from './stats.ts';

/** Characters of the prefix, the colon and the name. */
export const MAX_QUEUE_REF = 300;

/** BullMQ's prefix and the queue's name with a colon between, as its Redis keys begin, `acme:mail`. Any characters. */
const QueueRef = z
  .string()
  .min(3)
  .max(MAX_QUEUE_REF)
  .meta({ description: 'Prefix and name of the queue, `acme:mail`; URL-encoded in a path' });

/** Ids of other people's jobs are any text. */
const ForeignJobId = z.string().min(1).max(500);

/** A BullMQ queue that somebody else made. */
export const ForeignQueue = z.object({
  queue: QueueRef,
  prefix: z.string(),
  name: z.string(),
  /** The library that opened it last, such as `bullmq:5.58.0`; null: it was too old to say. */
  version: z.string().nullable(),
  paused: z.boolean(),
  counts: Counts,
});
export type ForeignQueue = z.infer<typeof ForeignQueue>;

export const ForeignQueues = z.object({
  at: Instant,
  /** The setting QUEUE_PREFIXES; empty: none is looked for. */
  prefixes: z.array(z.string()),
  /** The setting FOREIGN_QUEUES_WRITABLE: whether their jobs may be changed from here. */
  writable: z.boolean(),
  /** false: Redis has more keys than were looked at so far, or more queues than are listed; ask again. */
  complete: z.boolean(),
  items: z.array(ForeignQueue),
});
export type ForeignQueues = z.infer<typeof ForeignQueues>;

/** A job in a list: no payload, texts cut to 500 characters. */
export const ForeignJobRow = z.object({
  id: z.string(),
  /** null: the list names the job, but its data are gone from Redis. */
  name: z.string().nullable(),
  state: JobState.nullable().meta({ description: 'null: it is in none of the lists of its queue' }),
  /** 0 runs first, then 1, 2, … */
  priority: z.int(),
  /** Where it reports a plain number. */
  progress: z.number().nullable(),
  failedReason: z.string().nullable(),
  attemptsMade: z.int(),
  maxAttempts: z.int(),
  addedAt: Instant.nullable(),
  /** When a delayed job is due; null in every other state. */
  runAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
});
export type ForeignJobRow = z.infer<typeof ForeignJobRow>;

/** In the order they run or will run, ended ones last ended first. */
export const ForeignJobs = z.object({
  at: Instant,
  items: z.array(ForeignJobRow),
  nextCursor: z.string().nullable(),
});
export type ForeignJobs = z.infer<typeof ForeignJobs>;

/** Somebody else's JSON as it stands in Redis, not parsed: large numbers stay what they are. */
export const StoredJson = z.object({
  text: z.string(),
  /** Of the whole. */
  bytes: z.int(),
  /** Cut after 256 kB. */
  truncated: z.boolean(),
});
export type StoredJson = z.infer<typeof StoredJson>;

export const ForeignJob = ForeignJobRow.extend({
  queue: QueueRef,
  data: StoredJson.nullable(),
  options: StoredJson.nullable(),
  /** null: it has not completed, or answered nothing. */
  result: StoredJson.nullable(),
  progressDetail: StoredJson.nullable().meta({ description: 'As it was last reported' }),
  /** Of every attempt that failed, oldest first; null: there is none, or it is longer than 256 kB. */
  stacks: z.array(z.string()).nullable(),
  /** The newest 200 lines, cut to 2,000 characters each, and how many there are. */
  logs: z.object({ lines: z.array(z.string()), total: z.int() }),
  /** Name of the worker that took it last, where it has one. */
  processedBy: z.string().nullable(),
  /** The job that waits for this one, as BullMQ's key; null: none. */
  parent: z.string().nullable(),
  /** The job scheduler that made it; null: none. */
  scheduler: z.string().nullable(),
  deduplicationId: z.string().nullable(),
});
export type ForeignJob = z.infer<typeof ForeignJob>;

export const ForeignJobAddress = z.object({ queue: QueueRef, id: ForeignJobId });
export type ForeignJobAddress = z.infer<typeof ForeignJobAddress>;

export const ForeignFilter = z.object({
  queue: QueueRef,
  state: JobState.default('waiting'),
  cursor: z.string().max(600).optional().meta({ description: 'nextCursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type ForeignFilter = z.infer<typeof ForeignFilter>;

/** BullMQ's own bound. */
const MAX_PRIORITY = 2_097_151;
const MAX_FOREIGN_ATTEMPTS = 1_000;

/** What may be said of a new job in somebody else's queue; what is left out is BullMQ's default. */
export const NewForeignJob = z.object({
  queue: QueueRef,
  name: z.string().min(1).max(200),
  data: z
    .unknown()
    .optional()
    .meta({ description: 'Any JSON that the queue’s worker understands; default {}' }),
  options: z
    .strictObject({
      priority: z
        .int()
        .min(0)
        .max(MAX_PRIORITY)
        .optional()
        .meta({ description: '0 (default) runs first, then 1, 2, …' }),
      delayMs: z.int().min(0).max(MAX_DELAY_MS).optional(),
      attempts: z.int().min(1).max(MAX_FOREIGN_ATTEMPTS).optional(),
      backoff: Backoff.extend({ jitter: Backoff.shape.jitter.optional() }).optional(),
    })
    .optional(),
});
export type NewForeignJob = z.infer<typeof NewForeignJob>;
