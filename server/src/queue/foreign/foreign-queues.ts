import type {
  ForeignFilter,
  ForeignJob,
  ForeignJobAddress,
  ForeignJobs,
  ForeignQueue,
  NewForeignJob,
} from '../../schemas/foreign.ts';

/** What became of an action: `missing` has no such queue or job, `refused` says in a sentence what forbids it. */
export type ForeignOutcome =
  | { readonly outcome: 'done'; readonly id: string }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'refused'; readonly why: string };

/**
 * BullMQ queues that somebody else made in the same Redis, under the prefixes of a setting. Nothing is written to them but by the four actions.
 * Methods reject with Redis' own errors: callers map them with `withRedis`.
 */
export interface ForeignQueues {
  /** Empty: there are none to look for. */
  readonly prefixes: readonly string[];
  /** All that were found so far; `complete` false: there may be more. */
  list(): Promise<{ items: ForeignQueue[]; complete: boolean }>;
  /** null: no such queue. */
  jobs(filter: ForeignFilter): Promise<Omit<ForeignJobs, 'at'> | null>;
  /** null: no such queue or job. */
  job(address: ForeignJobAddress): Promise<ForeignJob | null>;
  /** Queues a failed or completed job again, with all its attempts. */
  retry(address: ForeignJobAddress): Promise<ForeignOutcome>;
  /** Moves a delayed job to those that wait. */
  runNow(address: ForeignJobAddress): Promise<ForeignOutcome>;
  /** Removes a job that no worker has; jobs that it waits for stay. */
  remove(address: ForeignJobAddress): Promise<ForeignOutcome>;
  add(job: NewForeignJob): Promise<ForeignOutcome>;
}
