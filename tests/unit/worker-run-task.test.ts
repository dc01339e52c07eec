import { defineTask, findTask, JobError, NO_TASK_SETTINGS, type Progress } from '@taskdeck/tasks';
import { type TaskRun, runTask } from '@taskdeck/worker/run-task';
import { ThreadPool } from '@taskdeck/worker/thread-pool';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeContext } from '../support/task-context.ts';

/** What pools logged. */
const said: string[] = [];
// The threads load our sources, which Vitest's own loader does not reach.
const pool = (limits: { maxTasks?: number; maxHeapMb?: number } = {}) =>
  new ThreadPool(
    {
      maxTasks: 1_000,
      maxHeapMb: 256,
      settings: NO_TASK_SETTINGS,
      execArgv: ['--conditions=@taskdeck/source', '--import=tsx'],
      ...limits,
    },
    pino({ level: 'info' }, { write: (line) => void said.push(line) }),
  );
const threads = pool();
afterAll(() => threads.stop());

/** A task on the worker's own loop. */
const inline = (run: (signal: AbortSignal) => Promise<unknown>) =>
  defineTask({
    name: 'test',
    title: 'Test',
    description: 'Test',
    queue: 'default',
    runsOn: 'inline',
    attempts: 1,
    timeoutMs: 1_000,
    input: z.object({}),
    result: z.unknown(),
    run: (_, ctx) => run(ctx.signal),
  });

const start = (
  task: TaskRun['task'],
  input: object = {},
  more: Partial<TaskRun> & { on?: ThreadPool } = {},
) => {
  const abort = new AbortController();
  const giveUp = new AbortController();
  const run = {
    ...fakeContext(),
    task,
    input,
    signal: abort.signal,
    giveUp: giveUp.signal,
    log: () => undefined,
    ...more,
  };
  return { abort, giveUp, ...runTask(run, more.on ?? threads) };
};

describe('running a task', () => {
  it('answers what it answers', async () => {
    await expect(start(inline(() => Promise.resolve(7))).result).resolves.toBe(7);
  });

  it('rejects with what it throws', async () => {
    const error = new Error('its own');
    await expect(start(inline(() => Promise.reject(error))).result).rejects.toBe(error);
  });

  it('leaves it behind when it is given up, and knows when it has really ended', async () => {
    let finish: (value: unknown) => void = () => undefined;
    const forever = new Promise((resolve) => {
      finish = resolve;
    });
    const { giveUp, result, ended } = start(inline(() => forever));
    let over = false;
    void ended.then(() => (over = true));
    const reason = new JobError('CANCELLED', 'stop');
    giveUp.abort(reason);
    await expect(result).rejects.toBe(reason);
    expect(over).toBe(false);
    finish(null);
    await ended;
  });

  it.each([
    ['too large', () => 'x'.repeat(300_000), /300002 bytes.*262144/],
    ['of what JSON has not', () => 1n, /BigInt/],
  ])('refuses a result that is %s', async (_, result, words) => {
    await expect(start(inline(() => Promise.resolve(result()))).result).rejects.toThrow(words);
  });
});

// The first use of a thread loads it.
describe('a thread', { timeout: 120_000 }, () => {
  const batch = findTask('process-batch');
  if (!batch) throw new Error('no process-batch');

  it('reports progress, answers its result and can be used again', async () => {
    for (let use = 1; use <= 2; use += 1) {
      const seen: Progress[] = [];
      const progress = (value: Progress) => void seen.push(value);
      const { result } = start(batch, { iterations: 50 }, { progress });
      await expect(result).resolves.toMatchObject({ totalProcessed: 50 });
      expect(seen.at(-1)).toEqual({ current: 50, total: 50 });
    }
  });

  it('brings the message and stack of an error across', async () => {
    const { result } = start(batch, { iterations: 0 });
    await expect(result).rejects.toMatchObject({
      name: 'ZodError',
      stack: expect.stringContaining('define-task'),
    });
  });

  it('sees an abort although its task computes without a pause', async () => {
    const reason = new JobError('CANCELLED', 'stop');
    const abort = new AbortController();
    const { result } = start(
      batch,
      { iterations: 1_000_000 },
      { signal: abort.signal, progress: () => abort.abort(reason) },
    );
    await expect(result).rejects.toMatchObject({ code: 'CANCELLED', message: 'stop' });
  });

  it('is ended when its task is given up, and another takes its place', async () => {
    const giveUp = new AbortController();
    const reason = new JobError('TIMEOUT', 'enough');
    const { result, ended } = start(
      batch,
      { iterations: 1_000_000 },
      { giveUp: giveUp.signal, progress: () => giveUp.abort(reason) },
    );
    await expect(result).rejects.toBe(reason);
    await ended;
    await expect(start(batch, { iterations: 1 }).result).resolves.toBeDefined();
  });

  it('is replaced after as many tasks as it may run', async () => {
    const few = pool({ maxTasks: 2 });
    const replaced = () => said.filter((line) => line.includes('Thread replaced')).length;
    const before = replaced();
    for (let task = 1; task <= 5; task += 1) {
      const { result, ended } = start(batch, { iterations: 1 }, { on: few });
      await expect(result).resolves.toMatchObject({ totalProcessed: 1 });
      await ended;
    }
    expect(replaced() - before).toBe(2);
    await few.stop();
  });

  it('that runs out of memory fails its task with words, and nothing else', async () => {
    // Too little to load the tasks in.
    const small = pool({ maxHeapMb: 4 });
    const { result, ended } = start(batch, { iterations: 1 }, { on: small });
    await expect(result).rejects.toMatchObject({
      code: 'TASK_FAILED',
      message: expect.stringContaining('may use 4 MB (MAX_THREAD_HEAP_MB)'),
    });
    await ended;
    await expect(start(batch, { iterations: 1 }).result).resolves.toBeDefined();
  });
});
