import { findTask, type Progress } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeContext } from '../support/task-context.ts';

const Hashes = z.object({ processedItems: z.array(z.object({ hash: z.string() })) });

const run = (task: string, input: object, ctx = fakeContext()) =>
  findTask(task)?.execute(input, ctx);

describe('process-batch', () => {
  it('hashes every item, lists the first 100 and counts all', async () => {
    const seen: Progress[] = [];
    const ctx = fakeContext({ progress: (p) => seen.push(p) });
    const result = await run('process-batch', { data: 'x', iterations: 101 }, ctx);
    expect(result).toMatchObject({ totalProcessed: 101 });
    expect(result).toHaveProperty('processedItems.length', 100);
    expect(result).toHaveProperty('processedItems.0.hash', expect.stringMatching(/^[0-9a-f]{64}$/));
    expect(seen.at(-1)).toEqual({ current: 101, total: 101 });
  });

  it('gives the same hashes for the same data, another for each item', async () => {
    const input = { data: 'x', iterations: 2 };
    const first = Hashes.parse(await run('process-batch', input)).processedItems;
    expect(Hashes.parse(await run('process-batch', input)).processedItems).toEqual(first);
    expect(new Set(first.map(({ hash }) => hash)).size).toBe(2);
  });
});

describe('sleep', () => {
  it('reports each step', async () => {
    const seen: Progress[] = [];
    await run('sleep', { durationMs: 0, steps: 3 }, fakeContext({ progress: (p) => seen.push(p) }));
    expect(seen.map(({ current }) => current)).toEqual([1, 2, 3]);
  });

  it('fails half-way when the dice say so', async () => {
    const seen: Progress[] = [];
    const ctx = fakeContext({ random: () => 0.29, progress: (p) => seen.push(p) });
    const input = { durationMs: 0, steps: 4, failureRate: 0.3 };
    await expect(run('sleep', input, ctx)).rejects.toThrow('in step 2 of 4');
    expect(seen).toHaveLength(1);
  });

  it('never fails at 0 and always at 1', async () => {
    const input = { durationMs: 0, steps: 1 };
    await run('sleep', { ...input, failureRate: 0 }, fakeContext({ random: () => 0 }));
    const unlucky = fakeContext({ random: () => 0.999_999 });
    await expect(run('sleep', { ...input, failureRate: 1 }, unlucky)).rejects.toThrow('on purpose');
  });

  it('stops at once when it is aborted', async () => {
    const abort = new AbortController();
    const sleeping = run('sleep', {}, fakeContext({ signal: abort.signal }));
    abort.abort();
    await expect(sleeping).rejects.toThrow('aborted');
  });
});
