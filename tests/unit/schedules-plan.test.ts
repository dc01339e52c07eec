import { addMissed, missedOne, planRun } from '@taskdeck/server/schedules/plan-run';
import { describe, expect, it } from 'vitest';

const MINUTE = 60_000;
const timing = { kind: 'every', everyMs: 10 * MINUTE } as const;
/** Ten minutes past `n` tens of minutes after the anchor, epoch 0. */
const due = (n: number) => n * 10 * MINUTE;
const instant = (ms: number) => new Date(ms).toISOString();
const plan = (from: number, now: number, whenMissed: 'skip' | 'run-once' = 'skip') =>
  planRun(timing, { anchor: 0, due: from, now }, whenMissed);

describe('the plan for a schedule that is due', () => {
  it('serves a due time of now, and one up to a minute late', () => {
    expect(plan(due(1), due(1))).toEqual({ missed: null, run: due(1), next: due(2) });
    expect(plan(due(1), due(1) + MINUTE)).toEqual({ missed: null, run: due(1), next: due(2) });
  });

  it('misses what is older, and goes on with the next', () => {
    expect(plan(due(1), due(3) + 2 * MINUTE)).toEqual({
      missed: {
        count: 3,
        exact: true,
        firstDueAt: instant(due(1)),
        lastDueAt: instant(due(3)),
        why: 'down',
      },
      run: null,
      next: due(4),
    });
  });

  it('makes up for all of them with one run when it is to', () => {
    const { missed, run, next } = plan(due(1), due(3) + 2 * MINUTE, 'run-once');
    expect([missed?.count, run, next]).toEqual([2, due(3), due(4)]);
    expect(plan(due(1), due(1) + 2 * MINUTE, 'run-once')).toEqual({
      missed: null,
      run: due(1),
      next: due(2),
    });
  });

  it('lets a due time that can still be served make up for the missed ones', () => {
    const { missed, run, next } = plan(due(1), due(3) + 1_000, 'run-once');
    expect([missed?.count, run, next]).toEqual([2, null, due(3)]);
  });
});

describe('missed due times', () => {
  it('add up while no run and no other reason comes between', () => {
    const first = missedOne(due(1), 'running');
    const both = addMissed(first, missedOne(due(2), 'running'), instant(due(0)));
    expect(both).toEqual({
      count: 2,
      exact: true,
      firstDueAt: instant(due(1)),
      lastDueAt: instant(due(2)),
      why: 'running',
    });
    expect(addMissed(both, missedOne(due(4), 'running'), instant(due(3))).count).toBe(1);
    expect(addMissed(both, missedOne(due(3), 'down'), null).count).toBe(1);
  });
});
