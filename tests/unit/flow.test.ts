import {
  type ChildJob,
  type Children,
  type ChildOutcome,
  FlowDefinition,
  runFlow,
} from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';

class Waiting extends Error {}

/** Children that end when the test says so. */
class FakeChildren implements Children {
  readonly outcomes = new Map<string, ChildOutcome>();
  readonly queued = new Map<string, ChildJob>();
  cancelled: string | null = null;

  ended() {
    return Promise.resolve(new Map(this.outcomes));
  }

  wait(jobs: readonly ChildJob[]): Promise<never> {
    for (const job of jobs) if (!this.queued.has(job.key)) this.queued.set(job.key, job);
    return Promise.reject(new Waiting());
  }

  cancelRest(why: string) {
    this.cancelled = why;
    return Promise.resolve();
  }

  complete(key: string, result: unknown): void {
    this.outcomes.set(key, { id: key, state: 'completed', result, error: null });
  }

  fail(key: string, code: 'TASK_FAILED' | 'CANCELLED' = 'TASK_FAILED'): void {
    this.outcomes.set(key, {
      id: key,
      state: 'failed',
      result: null,
      error: { code, message: 'no' },
    });
  }

  get open(): string[] {
    return [...this.queued.keys()].filter((key) => !this.outcomes.has(key));
  }
}

const FAN = {
  steps: [
    { key: 'split', task: 'split', input: { parts: 3 } },
    {
      key: 'work',
      task: 'work',
      each: 'split.seeds',
      input: { seed: { $from: 'item' }, n: { $from: 'index' } },
    },
    { key: 'combine', task: 'combine', input: { all: { $from: 'work' } } },
  ],
};
const flow = (some: object) => FlowDefinition.parse({ ...FAN, ...some });

describe('a flow', () => {
  it('splits, works on every part side by side, and combines what came of them', async () => {
    const children = new FakeChildren();
    await expect(runFlow(flow({}), children)).rejects.toThrow(Waiting);
    expect(children.open).toEqual(['split']);
    children.complete('split', { seeds: [7, 8, 9] });
    await expect(runFlow(flow({}), children)).rejects.toThrow(Waiting);
    expect(children.open).toEqual(['work[0]', 'work[1]', 'work[2]']);
    expect(children.queued.get('work[2]')?.input).toEqual({ seed: 9, n: 2 });
    for (const i of [2, 0, 1]) children.complete(`work[${i}]`, i * 10);
    await expect(runFlow(flow({}), children)).rejects.toThrow(Waiting);
    expect(children.queued.get('combine')?.input).toEqual({ all: [0, 10, 20] });
    children.complete('combine', 'sum');
    expect(await runFlow(flow({}), children)).toEqual({ result: 'sum', completed: 5, failed: 0 });
  });

  it('ends at once when it fans out to nothing', async () => {
    const children = new FakeChildren();
    children.complete('split', { seeds: [] });
    await expect(runFlow(flow({}), children)).rejects.toThrow(Waiting);
    expect(children.queued.get('combine')?.input).toEqual({ all: [] });
  });

  it.each(['TASK_FAILED', 'CANCELLED'] as const)(
    'stops on %s, and cancels the rest, when asked to',
    async (code) => {
      const children = new FakeChildren();
      children.complete('split', { seeds: [7, 8] });
      children.fail('work[1]', code);
      await expect(runFlow(flow({ onFailure: 'stop' }), children)).rejects.toMatchObject({
        code: 'CHILD_FAILED',
      });
      expect(children.cancelled).toContain('work[1]');
    },
  );

  it('goes on with null for what failed, when asked to', async () => {
    const children = new FakeChildren();
    children.complete('split', { seeds: [7, 8] });
    children.fail('work[0]');
    children.complete('work[1]', 5);
    await expect(runFlow(flow({ onFailure: 'continue' }), children)).rejects.toThrow(Waiting);
    expect(children.queued.get('combine')?.input).toEqual({ all: [null, 5] });
    children.complete('combine', 'some');
    expect(await runFlow(flow({ onFailure: 'continue' }), children)).toMatchObject({
      failed: 1,
      completed: 3,
    });
  });

  it('runs steps of one level side by side', async () => {
    const steps = [
      { key: 'a', task: 't' },
      { key: 'b', task: 't', after: ['a'] },
      { key: 'c', task: 't', after: ['a'] },
      { key: 'd', task: 't', after: ['b', 'c'], input: { b: { $from: 'b.x' } } },
    ];
    const children = new FakeChildren();
    children.complete('a', null);
    await expect(runFlow(flow({ steps }), children)).rejects.toThrow(Waiting);
    expect(children.open).toEqual(['b', 'c']);
    children.complete('b', {});
    children.complete('c', {});
    await expect(runFlow(flow({ steps }), children)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'Step d: There is no "x" in b.x',
    });
  });

  it.each([
    [
      'a step that is named twice',
      [
        { key: 'a', task: 't' },
        { key: 'a', task: 't' },
      ],
      'Another step is called a too',
    ],
    [
      'a step that waits for a later one',
      [
        { key: 'a', task: 't', after: ['b'] },
        { key: 'b', task: 't' },
      ],
      'No step before this one',
    ],
    [
      'a reference to a step it does not wait for',
      [
        { key: 'a', task: 't' },
        { key: 'b', task: 't', after: [], input: { x: [{ $from: 'a.y' }] } },
      ],
      'does not wait for a step called a',
    ],
    [
      'item without each',
      [{ key: 'a', task: 't', input: { x: { $from: 'item' } } }],
      'only in the input of a step with each',
    ],
    ['a key that is none', [{ key: '__proto__', task: 't' }], 'Lower-case'],
  ])('refuses %s', (_what, steps, why) => {
    expect(FlowDefinition.safeParse({ steps }).error?.message).toContain(why);
  });

  it("never follows a reference into what is not the result's own", async () => {
    const steps = [
      { key: 'a', task: 't' },
      { key: 'b', task: 't', input: { x: { $from: 'a.constructor.name' } } },
    ];
    const children = new FakeChildren();
    children.complete('a', {});
    await expect(runFlow(flow({ steps }), children)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});
