import type { Backoff, Priority } from '@taskdeck/tasks';
import type { Job, JobFilter, JobPage, JobRow } from '../schemas/job.ts';
import type { QueueStats } from '../schemas/stats.ts';

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
}

/** A job as the queue knows it: containers are known to Docker only. */
export type StoredJob = Omit<Job, 'container' | 'attempts'> & {
  attempts: Omit<Job['attempts'][number], 'container'>[];
};

/** Counters of a queue that only grow, by field of `TOTALS` or `latencyField`. */
export type Totals = Record<string, number>;

/** `missing`: no such job. `refused`: its state does not allow it. */
export type ActionOutcome = 'done' | 'missing' | 'refused';

/**
 * The queue as the product needs it. One adapter talks to BullMQ, one fake lives in the tests; both pass the same tests.
 * Methods reject with Redis' own errors: callers map them with `withRedis`.
 */
export interface JobQueue {
  /** Queues the jobs. A job whose id exists already is left as it is. */
  add(jobs: readonly NewJob[]): Promise<void>;
  /** Those of the ids that exist, in the order asked. */
  rows(ids: readonly string[]): Promise<JobRow[]>;
  job(id: string): Promise<StoredJob | null>;
  list(filter: JobFilter): Promise<JobPage>;
  /** Counts of every queue, in the order of `QUEUES`. */
  stats(): Promise<QueueStats[]>;
  /** Totals by queue. */
  totals(): Promise<Record<string, Totals>>;
  /** Queues an ended job again, with all its attempts. */
  retry(id: string): Promise<ActionOutcome>;
  /** Removes a job that no worker has. */
  remove(id: string): Promise<ActionOutcome>;
  /** Ends a job that waits; asks the worker of one that runs. */
  cancel(id: string, by: string): Promise<ActionOutcome>;
  /** Drops up to a batch of index entries whose job is gone, going round from call to call; returns how many. */
  pruneIndex(): Promise<number>;
  close(): Promise<void>;
}
