import { describe, expect, it } from 'vitest';
import type { History } from '../../web/src/api.ts';
import { historyGrid, stacked } from '../../web/src/components/overview/history-grid.ts';
import { historyLanes } from '../../web/src/components/overview/history-lanes.ts';
import { lanesInWords, lastKnown, spreadLabels } from '../../web/src/components/plots/lane.ts';

const MINUTE = 60_000;
const TO = Date.parse('2026-01-01T01:00:00.000Z');
const at = (minutesAgo: number) => new Date(TO - minutesAgo * MINUTE).toISOString();

function point(minutesAgo: number, waiting: Record<string, number>) {
  return {
    at: at(minutesAgo),
    waiting,
    active: 0,
    delayed: 0,
    added: 4,
    completed: 3,
    failed: 1,
    waitP95Ms: 0.4,
    runP95Ms: 2_000,
  };
}

const history = (points: History['points'], stepMs = MINUTE): History => ({
  range: '15m',
  stepMs,
  from: at(4),
  to: at(0),
  points,
});

describe('historyGrid', () => {
  it('has nothing where samples are missing, one step after the last one', () => {
    const grid = historyGrid(history([point(3, { default: 2 }), point(0, { default: 5 })]));
    expect(grid.times.map((time) => (TO / 1000 - time) / 60)).toEqual([3, 2, 0]);
    expect(grid.queues).toEqual([{ name: 'default', values: [2, null, 5] }]);
    expect(grid.completed).toEqual([3, null, 3]);
    expect([grid.from, grid.to]).toEqual([TO / 1000 - 240, TO / 1000]);
  });

  it('makes no gap of a sample that came a little late', () => {
    const { times } = historyGrid(history([point(2.2, {}), point(1, {}), point(0, {})]));
    expect(times).toHaveLength(3);
  });

  it('counts per minute whatever the step', () => {
    const grid = historyGrid(history([point(0, {})], 2 * MINUTE));
    expect(grid.added.at(-1)).toBe(2);
  });

  it('sums up the queues beyond the fifth', () => {
    const waiting = { a: 9, b: 8, c: 7, d: 6, e: 5, f: 2, g: 1 };
    const { queues } = historyGrid(history([point(0, waiting)]));
    expect(queues.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'other']);
    expect(queues.at(-1)?.values.at(-1)).toBe(3);
  });
});

it('stacks columns, and a gap in one is a gap in all above', () => {
  expect(
    stacked([
      [1, null, 3],
      [10, 10, 10],
    ]),
  ).toEqual([
    [1, null, 3],
    [11, null, 13],
  ]);
  expect(lastKnown([1, 2, null])).toBe(2);
  expect(lastKnown([null])).toBeNull();
});

describe('spreadLabels', () => {
  const room = { gap: 10, from: 0, to: 100 };

  it('leaves what is apart where it is', () => {
    expect(spreadLabels([80, 20], room)).toEqual([80, 20]);
  });

  it('keeps the order, the distance and the edge', () => {
    expect(spreadLabels([50, 52, 51], room)).toEqual([50, 70, 60]);
    expect(spreadLabels([100, 99, 98], room)).toEqual([100, 90, 80]);
  });
});

it('says the plots in words', () => {
  const lanes = historyLanes(
    historyGrid(history([point(1, { default: 7 }), point(0, { default: 5 })])),
  );
  const words = lanesInWords(lanes);
  expect(words).toContain('Waiting: default 5 now, 7 at most.');
  expect(words).toContain('failed 1.0 now');
  expect(words).toContain('run 2.0 s now');
  expect(lanesInWords(historyLanes(historyGrid(history([]))))).toContain(
    'Waiting, by queue: no queue.',
  );
});
