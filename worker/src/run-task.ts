import type { Children, Progress, TaskDefinition, TaskSettings, TaskValues } from '@taskdeck/tasks';
import { execute } from './execute.ts';
import { type LogBatch, logEntry } from './log-buffer.ts';
import type { ThreadPool } from './thread-pool.ts';

export interface TaskRun {
  readonly task: TaskDefinition;
  readonly input: unknown;
  readonly jobId: string;
  /** The attempt's number. */
  readonly attempt: number;
  /** The task's own signal. */
  readonly signal: AbortSignal;
  /** Aborted when the task is not waited for any longer: a thread is ended then; what runs on the worker's own loop is left behind. */
  readonly giveUp: AbortSignal;
  readonly settings: TaskSettings;
  readonly values: TaskValues;
  readonly children: Children;
  progress(progress: Progress): void;
  log(batch: LogBatch): void;
}

export interface TaskEnd {
  /** The task's result, or its error, or why it was given up. */
  readonly result: Promise<unknown>;
  /** Resolves when its code has really ended: for one that was given up, later than `result`, or never. */
  readonly ended: Promise<void>;
}

/** Runs a task where it wants to run. */
export function runTask(run: TaskRun, threads: ThreadPool): TaskEnd {
  return run.task.runsOn === 'thread' ? threads.run(run) : runInline(run);
}

function runInline({ task, input, giveUp, ...run }: TaskRun): TaskEnd {
  const code = execute(task, input, {
    jobId: run.jobId,
    attempt: run.attempt,
    settings: run.settings,
    signal: run.signal,
    progress: run.progress,
    log: (message, level) => run.log({ dropped: 0, entries: [logEntry(message, level)] }),
    values: run.values,
    children: run.children,
    random: Math.random,
    now: () => performance.now(),
  });
  const ended = code.then(
    () => undefined,
    () => undefined,
  );
  return { result: Promise.race([code, rejectWhenAborted(giveUp)]), ended };
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
