import { z } from 'zod';

export const LogLevel = z.enum(['debug', 'info', 'warn', 'error']);
export type LogLevel = z.infer<typeof LogLevel>;

/** One line of a job's log, as JSON in the list `keys.jobLog(queue, id)`. */
export const LogLine = z.object({
  /** 1 for the first line of the job, over all attempts; the oldest go when there are too many. */
  n: z.int().positive(),
  /** ISO 8601 UTC, by the worker's clock. */
  time: z.string(),
  level: LogLevel,
  attempt: z.int().positive(),
  /** Written by a task: hostile text. */
  message: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;
