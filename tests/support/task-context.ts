import { JobError, NO_TASK_SETTINGS, type TaskContext, type TaskValues } from '@taskdeck/tasks';

/** What a task is given, without a worker: reports go nowhere, values are kept in memory, nothing is set. */
export function fakeContext(more: Partial<TaskContext> = {}): TaskContext {
  return {
    jobId: '01890a5d-ac96-774b-bcce-b302099a8057',
    attempt: 1,
    settings: NO_TASK_SETTINGS,
    signal: new AbortController().signal,
    progress: () => undefined,
    log: () => undefined,
    values: memoryValues(),
    children: {
      ended: () => Promise.resolve(new Map()),
      wait: () => Promise.reject(new Error('This context has no children')),
      cancelRest: () => Promise.resolve(),
    },
    random: () => 0.5,
    now: () => 0,
    ...more,
  };
}

/** What a worker would make of a task's run: done, the code of a final error, or another attempt. */
export async function outcomeOf(run: Promise<unknown> | undefined): Promise<string> {
  try {
    await run;
    return 'done';
  } catch (error) {
    return error instanceof JobError ? error.code : 'another attempt';
  }
}

/** Values in memory, as the worker keeps them in Redis. */
export function memoryValues(): TaskValues {
  const stored = new Map<string, { readonly version: number; readonly text: string }>();
  return {
    get: (name) => Promise.resolve(stored.get(name) ?? null),
    set: (name, text) => {
      const version = (stored.get(name)?.version ?? 0) + 1;
      stored.set(name, { version, text });
      return Promise.resolve(version);
    },
  };
}
