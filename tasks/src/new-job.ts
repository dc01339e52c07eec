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

/** BullMQ's options of a job, as far as ours have them. */
interface BullOptions {
  jobId: string;
  /** See `PRIORITY_NUMBER`. */
  priority: number;
  attempts: number;
  /** Milliseconds. */
  backoff: { type: 'fixed' | 'exponential'; delay: number; jitter: number };
  /** Milliseconds; absent: none. */
  delay?: number;
}

/** What BullMQ's `add` and `addBulk` take for a job. */
export function bullJob(job: NewJob) {
  const { requestId, submittedBy, timeoutMs, softTimeoutMs, tags, parent, scheduleId } = job;
  const meta: SentData['meta'] = { requestId, submittedBy, timeoutMs };
  if (softTimeoutMs !== null) meta.softTimeoutMs = softTimeoutMs;
  if (tags.length > 0) meta.tags = [...tags];
  if (parent !== undefined) meta.parent = parent;
  if (scheduleId !== undefined) meta.scheduleId = scheduleId;
  const data: SentData = { input: job.input, meta };
  const { type, delayMs, jitter } = job.backoff;
  const opts: BullOptions = {
    jobId: job.id,
    priority: PRIORITY_NUMBER[job.priority],
    attempts: job.attempts,
    backoff: { type, delay: delayMs, jitter },
  };
  if (job.delayMs > 0) opts.delay = job.delayMs;
  return { name: job.task, data, opts };
}
