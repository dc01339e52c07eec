import { JobError } from '@taskdeck/tasks';

/** Tasks look at their signal every 100 ms; one that has not ended after this many milliseconds is not going to. */
export const ABORT_GRACE_MS = 1_000;

interface TimeLimits {
  /** Hard limit in milliseconds. */
  readonly timeoutMs: number;
  /** Soft limit in milliseconds; null, or one that is not below the hard one: none. */
  readonly softTimeoutMs: number | null;
}

/** When a task is told to stop, and when it is not waited for any longer. */
export interface Limits {
  /** The task's own signal: aborted when the worker stops it, at the soft limit, or at the hard one if there is no soft one. */
  readonly signal: AbortSignal;
  /**
   * Aborted when a task that has not ended is given up: at the hard limit when the soft one had warned it, else `ABORT_GRACE_MS` after its signal.
   * The reason is the same as the signal's, or the hard limit's.
   */
  readonly giveUp: AbortSignal;
  /** The limit that has passed, the last one if both have; null if none has. */
  readonly passed: JobError | null;
  /** To be called when the task has ended, so that no timer is left. */
  end(): void;
}

/** @param stop aborted when the worker wants the task to stop: cancelled, handed back, or its lock was lost */
export function limitTime(stop: AbortSignal, { timeoutMs, softTimeoutMs }: TimeLimits): Limits {
  const signal = new AbortController();
  const giveUp = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  let passed: JobError | null = null;
  const after = (ms: number, act: () => void) => void timers.push(setTimeout(act, ms));

  const stopSoon = (reason: unknown) => {
    signal.abort(reason);
    after(ABORT_GRACE_MS, () => giveUp.abort(reason));
  };
  const stopped = () => stopSoon(stop.reason);
  if (stop.aborted) stopped();
  else stop.addEventListener('abort', stopped, { once: true });

  const soft = softTimeoutMs !== null && softTimeoutMs < timeoutMs ? softTimeoutMs : null;
  if (soft !== null)
    after(soft, () => {
      passed = limitPassed('soft time limit', soft);
      signal.abort(passed);
    });
  after(timeoutMs, () => {
    passed = limitPassed('time limit', timeoutMs);
    if (soft === null) stopSoon(passed);
    else giveUp.abort(passed);
  });

  return {
    signal: signal.signal,
    giveUp: giveUp.signal,
    get passed() {
      return passed;
    },
    end: () => {
      stop.removeEventListener('abort', stopped);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function limitPassed(which: string, limitMs: number): JobError {
  return new JobError('TIMEOUT', `Took longer than its ${which} of ${limitMs} ms`);
}
