import { defineTask, findTask, JobError, type Progress } from '@taskdeck/tasks';
import { ABORT_GRACE_MS } from '@taskdeck/worker/grace';
import { runTask } from '@taskdeck/worker/run-task';
import { ThreadPool } from '@taskdeck/worker/thread-pool';
import { pino } from 'pino';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

// The threads load our sources, which Vitest's own loader does not reach.
const threads = new ThreadPool(2, pino({ level: 'silent' }), [
  '--conditions=@taskdeck/source',
  '--import=tsx',
]);
afterAll(() => threads.stop());
afterEach(() => void vi.useRealTimers());

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
  task: Parameters<typeof runTask>[0]['task'],
  input: object = {},
  progress: (progress: Progress) => void = () => undefined,
) => {
  const abort = new AbortController();
  const done = runTask({ task, input, signal: abort.signal, progress }, threads);
  return { abort, done };
};

describe('running a task', () => {
  it('answers what it answers', async () => {
    await expect(start(inline(() => Promise.resolve(7))).done).resolves.toBe(7);
  });

  it('rejects with what it throws', async () => {
    const error = new Error('its own');
    await expect(start(inline(() => Promise.reject(error))).done).rejects.toBe(error);
  });

  it('lets it end by itself when it obeys its signal', async () => {
    const task = inline(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('tidied up')));
        }),
    );
    const { abort, done } = start(task);
    abort.abort(new JobError('CANCELLED', 'stop'));
    await expect(done).rejects.toThrow('tidied up');
  });

  it('leaves it behind when it does not, after the grace time', async () => {
    vi.useFakeTimers();
    const { abort, done } = start(inline(() => new Promise(() => undefined)));
    const reason = new JobError('CANCELLED', 'stop');
    abort.abort(reason);
    const [outcome] = await Promise.allSettled([done, vi.advanceTimersByTimeAsync(ABORT_GRACE_MS)]);
    expect(outcome).toEqual({ status: 'rejected', reason });
  });
});

// The first use of a thread loads it.
describe('a thread', { timeout: 30_000 }, () => {
  const batch = findTask('process-batch');
  if (!batch) throw new Error('no process-batch');

  it('reports progress, answers its result and can be used again', async () => {
    for (let use = 1; use <= 2; use += 1) {
      const seen: Progress[] = [];
      const { done } = start(batch, { iterations: 50 }, (progress) => seen.push(progress));
      await expect(done).resolves.toMatchObject({ totalProcessed: 50 });
      expect(seen.at(-1)).toEqual({ current: 50, total: 50 });
    }
  });

  it('brings the message and stack of an error across', async () => {
    const { done } = start(batch, { iterations: 0 });
    await expect(done).rejects.toMatchObject({
      name: 'ZodError',
      stack: expect.stringContaining('define-task'),
    });
  });

  it('sees an abort although its task computes without a pause', async () => {
    const reason = new JobError('CANCELLED', 'stop');
    const { abort, done } = start(batch, { iterations: 1_000_000 }, () => abort.abort(reason));
    await expect(done).rejects.toMatchObject({ name: 'JobError', message: 'stop' });
  });

  it('is ended when told so, and another takes its place', async () => {
    const kill = new AbortController();
    const { signal } = new AbortController();
    const run = { task: batch, input: { iterations: 1_000_000 }, signal };
    const done = threads.run({ ...run, progress: () => kill.abort() }, kill.signal);
    await expect(done).rejects.toThrow('abort');
    await expect(start(batch, { iterations: 1 }).done).resolves.toBeDefined();
  });
});
