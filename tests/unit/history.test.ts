import { bucketGrowth, growth, quantiles } from '@taskdeck/server/live/queue-window';
import { historyPoint } from '@taskdeck/server/services/history';
import { latencyField, latencyQuantile, LATENCY_BOUNDS_MS } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';

const sample = (values: Record<string, number>) => ({ at: 0, values });

describe('latency buckets', () => {
  it('give back a quantile within the width of a bucket', () => {
    const durations = Array.from({ length: 1_000 }, (_, i) => i + 1);
    const totals: Record<string, number> = {};
    for (const ms of durations) {
      const field = latencyField('run', ms);
      totals[field] = (totals[field] ?? 0) + 1;
    }
    const { p50, p95, p99 } = quantiles(bucketGrowth('run', {}, totals));
    for (const [known, exact] of [
      [p50, 500],
      [p95, 950],
      [p99, 990],
    ] as const) {
      expect(known).toBeGreaterThan(exact / 1.79);
      expect(known).toBeLessThan(exact * 1.79);
    }
  });

  it('know nothing of an empty window, and stay finite beyond the last bound', () => {
    expect(latencyQuantile([], 0.5)).toBeNull();
    const beyond = LATENCY_BOUNDS_MS.map(() => 0).concat(5);
    expect(latencyQuantile(beyond, 0.99)).toBe(LATENCY_BOUNDS_MS.at(-1));
    expect(latencyField('wait', -5)).toBe('wait0');
  });
});

describe('growth', () => {
  it('is unknown when a counter went backwards', () => {
    expect(growth({ added: 5 }, { added: 8 }, 'added')).toBe(3);
    expect(growth({ added: 5 }, { added: 1 }, 'added')).toBeNull();
    expect(growth({}, {}, 'added')).toBe(0);
  });
});

describe('historyPoint', () => {
  it('adds queues, and says nothing of what happened after a gap', () => {
    const now = sample({ waiting: 3, active: 1, delayed: 2, added: 10, completed: 6, failed: 1 });
    const before = sample({ waiting: 1, active: 0, delayed: 0, added: 4, completed: 3, failed: 1 });
    expect(
      historyPoint(0, [
        { queue: 'default', now, before },
        { queue: 'heavy', now, before: null },
      ]),
    ).toMatchObject({
      waiting: { default: 3, heavy: 3 },
      active: 2,
      delayed: 4,
      added: 6,
      completed: 3,
      failed: 0,
    });
    expect(historyPoint(0, [{ queue: 'default', now, before: null }])).toMatchObject({
      added: null,
      completed: null,
      waitP95Ms: null,
    });
  });
});
