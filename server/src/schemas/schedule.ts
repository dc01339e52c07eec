import { JobState } from '@taskdeck/tasks';
import { z } from 'zod';
import { Instant, JobId } from './common.ts';
import { JobFailure, SubmitOptions } from './job.ts';

/** Schedules there may be. */
export const MAX_SCHEDULES = 1_000;

export const ScheduleId = z.uuid().meta({ description: 'Id of a schedule, a UUIDv7' });

/** When a schedule's jobs are due. */
export const ScheduleTiming = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('every'),
    everyMs: z
      .int()
      .min(1_000)
      .max(366 * 86_400_000)
      .meta({
        description:
          'Always this many ms apart, from when the schedule was made or its timing changed',
      }),
  }),
  z.strictObject({
    kind: z.literal('cron'),
    cron: z.string().trim().min(1).max(100).meta({
      description:
        'Minute, hour, day of month, month, day of week; or six fields with the second first',
    }),
    timeZone: z.string().min(1).max(64).default('UTC').meta({
      description:
        'IANA time zone, like Europe/Berlin. A time that a clock change skips is due when the clock goes on; a fixed time that comes twice is due the first time',
    }),
  }),
]);
export type ScheduleTiming = z.infer<typeof ScheduleTiming>;

/** What can be chosen about a schedule. `input` and `options` are checked now, and again at each run. */
export const ScheduleFields = z.strictObject({
  name: z.string().trim().min(1).max(100),
  task: z.string().min(1).max(100).meta({ description: 'Name of a task of the catalogue' }),
  input: z
    .unknown()
    .optional()
    .meta({ description: "The task's input; fields left out take their defaults at each run" }),
  options: SubmitOptions.omit({ delayMs: true, runAt: true, idempotencyKey: true }).optional(),
  timing: ScheduleTiming,
  whenMissed: z.enum(['skip', 'run-once']).default('skip').meta({
    description:
      'After due times that nobody could serve for more than a minute: go on with the next, or make up for all of them with one job',
  }),
  overlap: z.enum(['skip', 'allow']).default('skip').meta({
    description: 'When the job of the run before has not ended: leave this run out, or queue it',
  }),
});
export type ScheduleFields = z.infer<typeof ScheduleFields>;

/** All fields anew. `revision`: that of the schedule as it was read; when it was changed since, it is a conflict. */
export const ScheduleUpdate = ScheduleFields.extend({
  id: ScheduleId,
  revision: z.int().positive().optional(),
});
export type ScheduleUpdate = z.infer<typeof ScheduleUpdate>;

/** The newest run that made a job. */
export const ScheduleRun = z.object({
  jobId: JobId,
  /** null: somebody ran it by hand. */
  dueAt: Instant.nullable(),
  queuedAt: Instant,
  /** null: the job was removed, as ended ones are after a time. */
  state: JobState.nullable(),
  error: JobFailure.nullable(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
});
export type ScheduleRun = z.infer<typeof ScheduleRun>;

/** Due times in a row without a job, and why: nothing could queue it in time, the run before had not ended, or the submission was refused. */
export const MissedRuns = z.object({
  count: z.int().positive(),
  /** false: at least `count`. */
  exact: z.boolean(),
  firstDueAt: Instant,
  lastDueAt: Instant,
  why: z.enum(['down', 'running', 'refused']),
});
export type MissedRuns = z.infer<typeof MissedRuns>;

/** A schedule in a list: without input and options. */
export const Schedule = z.object({
  id: ScheduleId,
  name: z.string(),
  task: z.string(),
  timing: ScheduleTiming,
  /** The timing in English. */
  words: z.string(),
  whenMissed: z.enum(['skip', 'run-once']),
  overlap: z.enum(['skip', 'allow']),
  paused: z.boolean(),
  /** The next five due times; empty while paused. */
  nextRuns: z.array(Instant),
  /** null: none yet. */
  lastRun: ScheduleRun.nullable(),
  /** Since when a job of it should have started and has not, in ms; null: nothing is late. */
  lateMs: z.int().nullable(),
  /** Due times without a job, ever, and the newest of them that came in a row. */
  missedTotal: z.int(),
  missed: MissedRuns.nullable(),
  /** Why the newest due time made no job, if the submission was refused; null: it was not. */
  error: z.object({ code: z.string(), message: z.string(), at: Instant }).nullable(),
  /** Grows by one with every change. */
  revision: z.int(),
  createdBy: z.string(),
  createdAt: Instant,
  updatedBy: z.string(),
  updatedAt: Instant,
});
export type Schedule = z.infer<typeof Schedule>;

/** The next due first; the paused ones at the end. */
export const Schedules = z.object({ items: z.array(Schedule) });
export type Schedules = z.infer<typeof Schedules>;

export const ScheduleDetail = Schedule.extend({
  input: z.unknown().meta({ description: 'null: none was given, all are defaults' }),
  options: ScheduleFields.shape.options,
});
export type ScheduleDetail = z.infer<typeof ScheduleDetail>;

/** What a timing means: in English, and the next five due times if it began now. */
export const SchedulePreview = z.object({ words: z.string(), runs: z.array(Instant) });
export type SchedulePreview = z.infer<typeof SchedulePreview>;
