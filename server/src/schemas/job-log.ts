import { LogLine } from '@taskdeck/tasks';
import { z } from 'zod';
import { JobId } from './common.ts';

export const JobLogQuery = z.object({
  id: JobId,
  after: z.coerce.number().int().min(0).default(0).meta({
    description: 'Only lines behind this number; default 0: from the oldest kept',
  }),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export type JobLogQuery = z.infer<typeof JobLogQuery>;

/** Lines of a job's log, oldest first. */
export const JobLog = z.object({
  items: z.array(LogLine),
  /** What to give as `after` for the lines that follow; the last number seen when there are none yet. */
  nextAfter: z.int(),
  /** Whether more lines are there already. */
  more: z.boolean(),
  /** Lines ever written; those that are not kept any more were the oldest. */
  total: z.int(),
});
export type JobLog = z.infer<typeof JobLog>;
