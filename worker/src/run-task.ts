import type { Progress, TaskDefinition } from '@taskdeck/tasks';
import { graceAfter } from './grace.ts';
import type { ThreadPool } from './thread-pool.ts';

export interface TaskRun {
  readonly task: TaskDefinition;
  readonly input: unknown;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}

/**
 * Runs a task where it wants to run, and answers its result. Once the signal is aborted it rejects within `ABORT_GRACE_MS` whatever
 * the task does: a thread is ended then, but what runs on the worker's own loop can only be left behind.
 */
export async function runTask(run: TaskRun, threads: ThreadPool): Promise<unknown> {
  const grace = graceAfter(run.signal);
  try {
    if (run.task.runsOn === 'thread') return await threads.run(run, grace.signal);
    return await Promise.race([runInline(run), rejectWhenAborted(grace.signal)]);
  } finally {
    grace.end();
  }
}

async function runInline({ task, input, signal, progress }: TaskRun): Promise<unknown> {
  return task.execute(input, {
    signal,
    progress,
    random: Math.random,
    now: () => performance.now(),
  });
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
