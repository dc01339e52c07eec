import type { Children } from './children.ts';
import type { LogLevel } from './job-log.ts';
import type { Progress } from './progress.ts';
import type { TaskSettings } from './task-settings.ts';

/** Named texts in Redis, at most 4 MB each: for what one task makes and another one needs, such as a trained model. */
export interface TaskValues {
  /** The newest version; null when there is none. */
  get(name: string): Promise<{ readonly version: number; readonly text: string } | null>;
  /** Stores a new version and answers its number, one more than the last. */
  set(name: string, text: string): Promise<number>;
}

/** Everything a task may touch besides its input. The worker provides it; a test provides a fake. */
export interface TaskContext {
  /** The job's id, the same in every attempt: what a task makes elsewhere can be named after it, so that a rerun finds it again. */
  readonly jobId: string;
  /** 1 for the first start of the job, counted like the ledger's attempts. */
  readonly attempt: number;
  /** What the operator has set for tasks. */
  readonly settings: TaskSettings;
  /**
   * Aborted when the task should stop: its soft time limit passed (the hard one if it has none), it was cancelled, or the worker hands its jobs back.
   * `signal.reason` is the error to reject with. Long loops check it at least every 100 ms.
   */
  readonly signal: AbortSignal;
  /** Reports progress. Cheap: the worker keeps the newest and writes it a few times a second. */
  progress(progress: Progress): void;
  /** Adds a line to the job's log: bounded in length and number, shown live on the job's page. Cheap, never fails. */
  log(message: string, level?: LogLevel): void;
  /** Values that outlive a run, shared by all workers. */
  readonly values: TaskValues;
  /** Jobs that this one waits for. On a thread every call of it is refused. */
  readonly children: Children;
  /** A number in [0, 1), for tasks that are random without being given a seed. */
  random(): number;
  /** A monotonic clock in milliseconds, for measuring durations. */
  now(): number;
}
