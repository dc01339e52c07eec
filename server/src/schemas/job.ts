import {
  Attempt,
  Backoff,
  JOB_ERROR_CODES,
  JobState,
  MAX_ATTEMPTS,
  MAX_DELAY_MS,
  MAX_TAGS,
  MAX_TIMEOUT_MS,
  Priority,
  Progress,
  Tag,
} from '@taskdeck/tasks';
import { z } from 'zod';
import { Instant, JobId } from './common.ts';

/** How to run a job. All optional: the task's own file has the defaults. */
export const SubmitOptions = z.strictObject({
  priority: Priority.optional().meta({
    description: 'high before medium before low, first in first out within; default medium',
  }),
  delayMs: z
    .int()
    .min(0)
    .max(MAX_DELAY_MS)
    .optional()
    .meta({ description: 'Not before this many ms from now, at most a week; default 0' }),
  runAt: z.iso.datetime({ offset: true }).optional().meta({
    description:
      'Not before this time, ISO 8601 with a zone, at most a week ahead; a time gone by is now. Not with delayMs',
  }),
  attempts: z
    .int()
    .min(1)
    .max(MAX_ATTEMPTS)
    .optional()
    .meta({ description: 'Attempts in all; default by task' }),
  backoff: Backoff.optional().meta({ description: 'Between attempts; default by task' }),
  timeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).optional().meta({
    description: 'Hard limit: an attempt that takes longer fails with TIMEOUT; default by task',
  }),
  softTimeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).nullable().optional().meta({
    description:
      "Soft limit: the task's signal fires then, and it may clean up until the hard one; null: none; default by task",
  }),
  tags: z
    .array(Tag)
    .max(MAX_TAGS)
    .optional()
    .meta({ description: 'Words by which it is found again; default none' }),
  idempotencyKey: z.string().min(1).max(200).optional().meta({
    description: 'The same key within 24 h answers the same id; with another body it is a conflict',
  }),
});
export type SubmitOptions = z.infer<typeof SubmitOptions>;

/** What `POST /api/tasks` takes. `input` is checked against the task's own schema. */
export const Submission = z.strictObject({
  task: z.string().min(1).max(100).meta({ description: 'Name of a task of the catalogue' }),
  input: z
    .unknown()
    .optional()
    .meta({ description: "The task's input; fields left out take their defaults" }),
  options: SubmitOptions.optional(),
});
export type Submission = z.infer<typeof Submission>;

export const Submitted = z.object({
  id: JobId,
  task: z.string(),
  queue: z.string(),
  state: JobState,
});
export type Submitted = z.infer<typeof Submitted>;

/** Why it failed. `code` is for programs, `message` for people; `stack` only on the job itself. */
export const JobFailure = z.object({
  code: z.enum(JOB_ERROR_CODES),
  message: z.string(),
  stack: z.string().nullable().optional(),
});
export type JobFailure = z.infer<typeof JobFailure>;

/** Where it ran: null parts are not known. */
const JobContainer = z.object({
  id: z.string(),
  name: z.string().nullable(),
  service: z.string().nullable(),
});

/** How the container of an attempt that lost its worker ended. `oom`: it was out of memory. */
export const ContainerEnd = z.object({
  at: Instant,
  kind: z.enum(['oom', 'died']),
  /** null: not known, or only a process in it was killed for want of memory. */
  exitCode: z.int().nullable(),
});
export type ContainerEnd = z.infer<typeof ContainerEnd>;

/** A cancel on its way: asked for, seen by its worker, and its code ended. null: not yet. */
export const JobCancel = z.object({
  by: z.string(),
  requestedAt: Instant,
  acknowledgedAt: Instant.nullable(),
  stoppedAt: Instant.nullable(),
});
export type JobCancel = z.infer<typeof JobCancel>;

/** A job in a list: no input, no result, texts cut to 500 characters. */
export const JobRow = z.object({
  id: z.string(),
  task: z.string(),
  queue: z.string(),
  state: JobState,
  priority: Priority,
  progress: Progress.nullable().meta({ description: 'null until it reported' }),
  error: JobFailure.nullable().meta({
    description: 'Of the last attempt that failed; null when none did',
  }),
  attemptsMade: z.int().meta({ description: 'Attempts that ended' }),
  maxAttempts: z.int(),
  submittedAt: Instant,
  /** When a delayed job is due; null when it was not delayed. */
  runAt: Instant.nullable(),
  /** Start of the last attempt. */
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  /** Id of the worker that took it last. */
  worker: z.string().nullable(),
  tags: z.array(z.string()),
  /** Lines ever written to its log; the newest 1,000 are kept. */
  logLines: z.int(),
  /** null: nobody asked for a cancel. */
  cancel: JobCancel.nullable(),
});
export type JobRow = z.infer<typeof JobRow>;

/** A job with everything known of it. */
export const Job = JobRow.extend({
  input: z.unknown(),
  result: z.unknown().meta({ description: 'null until it completed' }),
  container: JobContainer.nullable(),
  attempts: z
    .array(
      Attempt.extend({
        container: JobContainer.nullable(),
        containerEnd: ContainerEnd.nullable().meta({
          description: 'Of an attempt that lost its worker; null: not known, or it did not end',
        }),
      }),
    )
    .meta({ description: 'Every attempt, oldest first' }),
  requestId: z.string().nullable(),
  submittedBy: z.string().nullable(),
  /** Hard limit of an attempt; null for a job that is not ours. */
  timeoutMs: z.int().nullable(),
  /** Soft limit of an attempt; null: none. */
  softTimeoutMs: z.int().nullable(),
  /** null: the next attempt comes at once. */
  backoff: Backoff.nullable(),
  /** The schedule whose job it is; null: none. */
  scheduleId: z.uuid().nullable(),
  /** The job that waits for this one, and what it calls it; null: none does. */
  parent: z.object({ id: JobId, key: z.string() }).nullable(),
});
export type Job = z.infer<typeof Job>;

/** A boolean, or the word for it in a query string. A union would do, but the OpenAPI generator knows no unions in queries. */
const Flag = z.preprocess(
  (value: boolean | 'true' | 'false') => FLAGS.get(String(value)),
  z.boolean(),
);
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export const JobFilter = z.object({
  state: JobState.optional(),
  task: z.string().max(100).optional(),
  queue: z.string().max(100).optional(),
  q: z.string().max(100).optional().meta({ description: 'Part of the id, or of the task name' }),
  tag: Tag.optional(),
  dead: Flag.optional().meta({
    description: 'true: only dead letters, which are out of attempts and not cancelled',
  }),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional()
    .meta({ description: 'Only dead letters of this group' }),
  cursor: z.string().max(200).optional().meta({ description: 'nextCursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type JobFilter = z.infer<typeof JobFilter>;

/** Which jobs, without paging. */
export const JobMatch = JobFilter.omit({ cursor: true, limit: true });
export type JobMatch = z.infer<typeof JobMatch>;

/** How many jobs match a filter. */
export const JobCount = z.object({
  count: z.int(),
  exact: z.boolean().meta({ description: 'false: at least `count`' }),
  atMost: z.int().meta({ description: '`count` where that is exact' }),
});
export type JobCount = z.infer<typeof JobCount>;

/** Newest first; with a state and no tag ended jobs by their end, and of each state that has not ended only the newest 2,000; dead letters by their end. A page may hold fewer than `limit` rows, even none, and still have a next one: a filter looks at a bounded number of jobs a call. */
export const JobPage = z.object({ items: z.array(JobRow), nextCursor: z.string().nullable() });
export type JobPage = z.infer<typeof JobPage>;

/** One task of the catalogue. */
export const CatalogTask = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  queue: z.string(),
  runsOn: z.enum(['inline', 'thread']),
  attempts: z.int(),
  backoff: Backoff,
  timeoutMs: z.int(),
  /** null: none. */
  softTimeoutMs: z.int().nullable(),
  inputSchema: z.record(z.string(), z.unknown()).meta({
    description: 'JSON Schema (2020-12) of the input; `unit` on a field is the unit of a number',
  }),
  resultSchema: z.record(z.string(), z.unknown()),
  defaults: z
    .record(z.string(), z.unknown())
    .meta({ description: 'The input a submission without input would run with' }),
});
export type CatalogTask = z.infer<typeof CatalogTask>;
export const Catalog = z.object({ items: z.array(CatalogTask) });
export type Catalog = z.infer<typeof Catalog>;
