import type { History } from '../../api.ts';

type Value = number | null;

/** Columns for the plots: one slot per step of the range, null where there was no sample, so that a gap is drawn. */
export interface HistoryGrid {
  /** End of each step, epoch seconds. */
  times: number[];
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
export const MOST_QUEUES = 5;

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
  const { stepMs, points } = history;
  const end = Date.parse(history.to);
  const steps = Math.max(1, Math.round((end - Date.parse(history.from)) / stepMs));
  const at: (Point | undefined)[] = Array.from({ length: steps }, () => undefined);
  for (const point of points) {
    const slot = steps - 1 - Math.round((end - Date.parse(point.at)) / stepMs);
    if (slot >= 0 && slot < steps) at[slot] = point;
  }
  const names = queueNames(points);
  const column = (read: (point: Point) => Value): Value[] =>
    at.map((point) => (point === undefined ? null : read(point)));
  const perMinute = (read: (point: Point) => Value): Value[] =>
    column((point) => {
      const value = read(point);
      return value === null ? null : (value * 60_000) / stepMs;
    });
  return {
    times: at.map((_, slot) => (end - (steps - 1 - slot) * stepMs) / 1000),
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

/** The last value that is known, or null. */
export function lastKnown(values: readonly Value[]): Value {
  return values.findLast((value) => value !== null) ?? null;
}

/** Moves labels apart that would stand on each other: same order, at least `gap` apart, within `from` and `to` where they fit. */
export function spreadLabels(
  wanted: readonly number[],
  { gap, from, to }: { gap: number; from: number; to: number },
): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let edge = from;
  for (const label of order) {
    label.y = Math.max(label.y, edge);
    edge = label.y + gap;
  }
  let limit = to;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - gap;
  }
  return order.sort((a, b) => a.index - b.index).map(({ y }) => y);
}
