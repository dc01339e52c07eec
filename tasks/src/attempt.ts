import { z } from 'zod';
import { JOB_ERROR_CODES } from './errors.ts';

/**
 * One line of a job's ledger: BullMQ keeps only the last attempt, we keep all. The worker that takes a job writes the
 * line at the start and writes it again at the end. Stored as JSON in the job's own hash (field `attemptField(number)`),
 * so that it lives exactly as long as the job.
 */
export const Attempt = z.object({
  /** 1 for the first start, counted over retries, reruns after a lost worker, and hand-backs. */
  number: z.number().int().positive(),
  /** ISO 8601 UTC. */
  startedAt: z.string(),
  /** null while it runs, and for ever if nobody ever took the job again after its worker was lost. */
  endedAt: z.string().nullable(),
  /** `lost`: the worker stopped renewing its lock (killed, hung, cut off). `handed-back`: the worker was stopped. `waiting`: it waits for its children. null while running. */
  outcome: z.enum(['completed', 'failed', 'lost', 'handed-back', 'waiting']).nullable(),
  /** null unless it failed or was lost. */
  error: z.object({ code: z.enum(JOB_ERROR_CODES), message: z.string() }).nullable(),
  /** The worker's id. */
  worker: z.string(),
  /** Host name of the worker: in a container, its short id unless set otherwise. */
  host: z.string(),
  /** The full id of the worker's container; null outside a container or when it can't be told. */
  containerId: z.string().nullable(),
});
export type Attempt = z.infer<typeof Attempt>;
