import { z } from 'zod';
import { Instant } from '../schemas/common.ts';
import { MissedRuns, Schedule, ScheduleFields } from '../schemas/schedule.ts';

/** What people decided about a schedule, but for input and options. */
export const ScheduleSpec = ScheduleFields.omit({ input: true, options: true }).extend({
  /** Where an `every` begins. */
  anchorAt: Instant,
  paused: z.boolean(),
  createdBy: z.string(),
  createdAt: Instant,
  updatedBy: z.string(),
  updatedAt: Instant,
});
export type ScheduleSpec = z.infer<typeof ScheduleSpec>;

/** What is sent with each run. */
export const SchedulePayload = ScheduleFields.pick({ input: true, options: true });
export type SchedulePayload = z.infer<typeof SchedulePayload>;

/** What became of the newest run. */
export const RunHistory = z.object({
  lastRun: z
    .object({ jobId: z.string(), dueAt: Instant.nullable(), queuedAt: Instant })
    .nullable()
    .default(null),
  error: Schedule.shape.error.default(null),
});
export type RunHistory = z.infer<typeof RunHistory>;

/** Due times without a job. */
export const MissedHistory = z.object({
  missedTotal: z.int().default(0),
  missed: MissedRuns.nullable().default(null),
});
export type ScheduleHistory = RunHistory & z.infer<typeof MissedHistory>;

export interface StoredSchedule {
  readonly id: string;
  /** Grows by one with every change that people make. */
  readonly revision: number;
  readonly spec: ScheduleSpec;
  /** Epoch ms of the next due time; null: paused, or never again. */
  readonly due: number | null;
  readonly history: ScheduleHistory;
}
