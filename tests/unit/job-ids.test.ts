import { makeJobIds } from '@taskdeck/server/job-ids';
import { timeOfId } from '@taskdeck/server/queue/job-id';
import { describe, expect, it } from 'vitest';

describe('job ids', () => {
  it('only grow, whatever the clock does, and tell their time', () => {
    const clock = [1_000, 1_000, 1_000, 999, 500, 1_001];
    let tick = 0;
    const newId = makeJobIds(
      () => clock[Math.min(Math.floor(tick++ / 2_000), clock.length - 1)] ?? 0,
    );
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(timeOfId(ids[0] ?? '')).toBe(1_000);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('of different processes differ', () => {
    const [a, b] = [makeJobIds(() => 5), makeJobIds(() => 5)];
    expect(a()).not.toBe(b());
  });
});
