import type { History } from '../../api.ts';
import { rowsWithGaps, type TimeGrid, type Value } from '../plots/lane.ts';

/** Columns for the plots: one row for each sample, and one of nulls wherever a step or more is missing, so that a gap is drawn. */
export interface HistoryGrid extends TimeGrid {
  queues: { name: string; values: Value[] }[];
  /** Per minute. */
  completed: Value[];
  failed: Value[];
  added: Value[];
  /** Milliseconds. */
  waitP95: Value[];
  runP95: Value[];
}

/** More queues than colours: the rest is one "other". */
const MOST_QUEUES = 5;

type Point = History['points'][number];

/** The queues of a range, the deepest first; beyond `MOST_QUEUES` only those, and `other` for the sum of the rest. */
function queueNames(points: readonly Point[]): string[] {
  const depth = new Map<string, number>();
  for (const point of points)
    for (const [name, waiting] of Object.entries(point.waiting))
      depth.set(name, (depth.get(name) ?? 0) + waiting);
  const names = [...depth.entries()].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return names.length > MOST_QUEUES ? [...names.slice(0, MOST_QUEUES), 'other'] : names;
}

function waitingOf(point: Point, name: string, names: readonly string[]): number {
  if (name !== 'other') return point.waiting[name] ?? 0;
  return Object.entries(point.waiting)
    .filter(([queue]) => !names.includes(queue))
    .reduce((sum, [, waiting]) => sum + waiting, 0);
}

export function historyGrid(history: History): HistoryGrid {
  const rows = rowsWithGaps(history);
  const names = queueNames(history.points);
  const column = (read: (point: Point) => Value): Value[] =>
    rows.map(({ point }) => (point === undefined ? null : read(point)));
  const perMinute = (read: (point: Point) => Value): Value[] =>
    column((point) => {
      const value = read(point);
      return value === null ? null : (value * 60_000) / history.stepMs;
    });
  return {
    from: Date.parse(history.from) / 1000,
    to: Date.parse(history.to) / 1000,
    step: history.stepMs / 1000,
    times: rows.map(({ at }) => at / 1000),
    queues: names.map((name) => ({
      name,
      values: column((point) => waitingOf(point, name, names)),
    })),
    completed: perMinute((point) => point.completed),
    failed: perMinute((point) => point.failed),
    added: perMinute((point) => point.added),
    waitP95: column((point) => point.waitP95Ms),
    runP95: column((point) => point.runP95Ms),
  };
}

/** Sums from the first column on: what a stacked area is drawn from. A gap in one is a gap in all. */
export function stacked(columns: readonly (readonly Value[])[]): Value[][] {
  const sums: Value[][] = [];
  for (const column of columns) {
    const below = sums.at(-1);
    sums.push(
      column.map((value, i) => {
        const base = below === undefined ? 0 : (below[i] ?? null);
        return value === null || base === null ? null : value + base;
      }),
    );
  }
  return sums;
}
