import type { JobErrorCode } from './errors.ts';
import type { Backoff, Priority } from './queue.ts';

/** A job that another one waits for. */
export interface ChildJob {
  /** Unique within the parent: the same key is the same job, however often the parent runs. */
  readonly key: string;
  /** Name of a task of the catalogue. */
  readonly task: string;
  /** Checked against the task's schema before it is queued. */
  readonly input: unknown;
  /** What is left out: the task's own defaults, medium priority. */
  readonly options: {
    readonly priority?: Priority;
    readonly attempts?: number;
    readonly backoff?: Backoff;
    readonly timeoutMs?: number;
  };
}

/** How a child ended. */
export interface ChildOutcome {
  /** Id of its job. */
  readonly id: string;
  readonly state: 'completed' | 'failed';
  /** null unless completed. */
  readonly result: unknown;
  /** null when completed. */
  readonly error: { readonly code: JobErrorCode; readonly message: string } | null;
}

/** The children of a job that runs, for tasks that do their work by other jobs. Only for tasks that run inline. */
export interface Children {
  /** Those that have ended, by key. */
  ended(): Promise<ReadonlyMap<string, ChildOutcome>>;
  /**
   * Queues the children that do not exist yet, gives the slot back, and never returns: the task runs again, from its beginning, when all have
   * ended, or, with `stop`, as soon as one has failed. Errors: INPUT_INVALID and TASK_UNKNOWN, when a child is not valid; then none is queued.
   */
  wait(jobs: readonly ChildJob[], onFailure: 'stop' | 'continue'): Promise<never>;
  /** Asks for a cancel of all that have not ended. `who` asks, for people to read. */
  cancelRest(who: string): Promise<void>;
}
