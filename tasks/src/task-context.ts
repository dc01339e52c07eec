import type { Progress } from './progress.ts';

/** Everything a task may touch besides its input. The worker provides it; a test provides a fake. */
export interface TaskContext {
  /**
   * Aborted when the task should stop: its time limit passed, it was cancelled, or the worker hands its jobs back.
   * `signal.reason` is the error to reject with. Long loops check it at least every 100 ms.
   */
  readonly signal: AbortSignal;
  /** Reports progress. Cheap: the worker keeps the newest and writes it a few times a second. */
  progress(progress: Progress): void;
  /** A number in [0, 1), for tasks that are random without being given a seed. */
  random(): number;
  /** A monotonic clock in milliseconds, for measuring durations. */
  now(): number;
}
