import type { NewJob, Priority } from '@taskdeck/tasks';
import type { DeadLetters } from '../schemas/dead-letter.ts';
import type { JobLog, JobLogQuery } from '../schemas/job-log.ts';
import type { Job, JobCount, JobFilter, JobMatch, JobPage, JobRow } from '../schemas/job.ts';
import type { QueueStats } from '../schemas/stats.ts';

/** A job as the queue knows it: containers are known to Docker only. */
export type StoredJob = Omit<Job, 'container' | 'attempts'> & {
  attempts: Omit<Job['attempts'][number], 'container' | 'containerEnd'>[];
};

/** Counters of a queue that only grow, by field of `TOTALS` or `latencyField`. */
export type Totals = Record<string, number>;

/** Ended jobs that are kept: no older than `age` seconds, no more than `count` of a queue. */
export interface Keep {
  readonly age: number;
  readonly count: number;
}
export type Retention = Readonly<Record<'completed' | 'failed', Keep>>;

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
  /**
   * The same jobs, but all of them: for going through them page by page while they change. A job may be seen again only when it left its place and
   * came back; `waiting` reaches the newest 2,000 only. Order: by submission, ended jobs by their end, other states last to run first.
   */
  scan(filter: JobFilter): Promise<JobPage>;
  /** How many match; bounded in what it looks at. */
  count(filter: JobMatch): Promise<JobCount>;
  /** Counts of every queue, in the order of `QUEUES`. */
  stats(): Promise<QueueStats[]>;
  /** Totals by queue. */
  totals(): Promise<Record<string, Totals>>;
  /** null: no such job. */
  log(query: JobLogQuery): Promise<JobLog | null>;
  /** At most the 200 largest groups. */
  deadLetters(): Promise<DeadLetters>;
  deadLetterCount(): Promise<number>;
  /** Ids of the jobs that a job waits for, by what it calls them; {} when there are none, or no such job. */
  children(id: string): Promise<Record<string, string>>;
  /** Queues an ended job again, with all its attempts, and those of its children that failed; its end, its cancel and its place among the dead letters are forgotten. */
  retry(id: string): Promise<ActionOutcome>;
  /** Removes a job that no worker has. */
  remove(id: string): Promise<ActionOutcome>;
  /** Ends a job that waits; asks the worker of one that runs. Children are cancelled too. */
  cancel(id: string, by: string): Promise<ActionOutcome>;
  /** Makes a delayed job wait no longer. */
  runNow(id: string): Promise<ActionOutcome>;
  /** Of a job that waits or is delayed. */
  setPriority(id: string, priority: Priority): Promise<ActionOutcome>;
  /** Drops a bounded number of entries (index, tags, dead letters) whose job is gone, going round from call to call. True: there are more, call again soon. */
  prune(): Promise<boolean>;
  /** Removes up to 200 ended jobs of each queue and state that are not to be kept, oldest first; returns how many. */
  clean(keep: Retention): Promise<number>;
  close(): Promise<void>;
}
