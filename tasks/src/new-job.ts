import type { z } from 'zod';
import { type Backoff, type JobData, type Priority, PRIORITY_NUMBER } from './queue.ts';

/** A job to be queued; checked before, complete. */
export interface NewJob {
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  readonly input: unknown;
  readonly priority: Priority;
  readonly delayMs: number;
  readonly attempts: number;
  readonly backoff: Backoff;
  readonly timeoutMs: number;
  readonly softTimeoutMs: number | null;
  readonly tags: readonly string[];
  readonly requestId: string;
  readonly submittedBy: string;
  /** The job that waits for this one, and what it calls it; absent: none. */
  readonly parent?: { readonly id: string; readonly key: string };
  /** The schedule whose job it is; absent: none. */
  readonly scheduleId?: string;
}

/** What is at its default is left out: every byte of a job is written and kept. */
export type SentData = z.input<typeof JobData>;

/** What BullMQ's `add` and `addBulk` take for a job. */
export function bullJob(job: NewJob) {
  const data: SentData = {
    input: job.input,
    meta: {
      requestId: job.requestId,
      submittedBy: job.submittedBy,
      timeoutMs: job.timeoutMs,
      ...(job.softTimeoutMs !== null && { softTimeoutMs: job.softTimeoutMs }),
      ...(job.tags.length > 0 && { tags: [...job.tags] }),
      ...(job.parent !== undefined && { parent: job.parent }),
      ...(job.scheduleId !== undefined && { scheduleId: job.scheduleId }),
    },
  };
  return {
    name: job.task,
    data,
    opts: {
      jobId: job.id,
      priority: PRIORITY_NUMBER[job.priority],
      attempts: job.attempts,
      backoff: { type: job.backoff.type, delay: job.backoff.delayMs, jitter: job.backoff.jitter },
      ...(job.delayMs > 0 && { delay: job.delayMs }),
    },
  };
}
