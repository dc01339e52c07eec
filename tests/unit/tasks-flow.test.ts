import { findTask } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import { fakeContext } from '../support/task-context.ts';

const run = async (task: string, input: object) => findTask(task)?.execute(input, fakeContext());

describe('tasks of a flow', () => {
  it('draw-seeds draws the same seeds for the same seed, and others for another', async () => {
    const first = await run('draw-seeds', { seed: 5, count: 4 });
    expect(first).toEqual(await run('draw-seeds', { seed: 5, count: 4 }));
    expect(first).not.toEqual(await run('draw-seeds', { seed: 6, count: 4 }));
    expect(new Set(Object.values(first ?? {}).flat()).size).toBe(4);
  });

  it('combine-estimates pools what is there and counts what is missing', async () => {
    const estimates = [{ price: 10, standardError: 0.3 }, null, { price: 12, standardError: 0.4 }];
    expect(await run('combine-estimates', { estimates })).toMatchObject({
      price: 11,
      standardError: 0.25,
      used: 2,
      missing: 1,
    });
    expect(await run('combine-estimates', { estimates: [null] })).toMatchObject({ price: null });
  });
});
