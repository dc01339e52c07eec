import type { JobQueue } from '@taskdeck/server/queue/job-queue';
import type { NewJob } from '@taskdeck/tasks';
import { v7 as uuidv7 } from 'uuid';

/** A queue under test, and what workers would do to it. */
export interface QueueHarness {
  readonly queue: JobQueue;
  /** As if a worker had taken the job that is next. */
  start(id: string): Promise<void>;
  /** As if a job that was started had completed. */
  complete(id: string, result: unknown): Promise<void>;
  /** As if a job that was started had failed for good, by an error of its task. */
  fail(id: string, message: string): Promise<void>;
  /** As if a job that was started had written lines into its log. */
  log(id: string, messages: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export function newJob(some: Partial<NewJob> = {}): NewJob {
  return {
    id: uuidv7(),
    task: 'sleep',
    queue: 'default',
    input: { durationMs: 1 },
    priority: 'medium',
    delayMs: 0,
    attempts: 3,
    timeoutMs: 60_000,
    softTimeoutMs: null,
    backoff: { type: 'exponential', delayMs: 1_000, jitter: 0.25 },
    tags: [],
    requestId: 'req-contract',
    submittedBy: 'mira',
    ...some,
  };
}
