import { formatDuration, formatNumber, formatRate } from '../../format.ts';
import { lastKnown, type Lane, type LaneSeries, type Value } from '../plots/lane.ts';
import { stacked, type HistoryGrid } from './history-grid.ts';

const middle = (top: Value, below: Value): Value =>
  top === null ? null : (top + (below ?? 0)) / 2;

/** Same hue order as the tokens; what is beyond them is the grey of "other". */
const COLOURS = ['--c1', '--c3', '--c2', '--c4', '--c5', '--c6'] as const;

/** Jobs are whole, and a single one is no mountain. */
const JOBS = {
  log: false,
  least: 4,
  steps: [0, 1, 2, 3, 4, 5, 6].flatMap((zeros) => [1, 2, 5].map((n) => n * 10 ** zeros)),
} as const satisfies Partial<Lane>;

function waiting(grid: HistoryGrid): Lane {
  const sums = stacked(grid.queues.map((queue) => queue.values));
  const series = grid.queues.map((queue, i): LaneSeries => {
    const drawn = sums[i] ?? [];
    const colour = COLOURS[i] ?? '--c6';
    return {
      name: queue.name,
      values: queue.values,
      drawn,
      anchor: middle(lastKnown(drawn), i === 0 ? 0 : lastKnown(sums[i - 1] ?? [])),
      kind: 'area',
      stroke: colour,
      fill: colour,
      dash: null,
    };
  });
  // The tallest sum first: what stands below it is drawn over it.
  return {
    title: grid.queues.length === 1 ? 'Waiting' : 'Waiting, by queue',
    series: series.toReversed(),
    format: formatNumber,
    formatAxis: formatNumber,
    ...JOBS,
  };
}

function throughput(grid: HistoryGrid): Lane {
  const ended = grid.completed.map((done, i) => {
    const failed = grid.failed[i] ?? null;
    return done === null || failed === null ? null : done + failed;
  });
  const bars = { kind: 'bars', dash: null } as const;
  return {
    title: 'Jobs per minute',
    series: [
      {
        ...bars,
        name: 'failed',
        values: grid.failed,
        // Without a failure no bar: it would show as a red hairline around the grey one.
        drawn: ended.map((sum, i) => (grid.failed[i] === 0 ? null : sum)),
        anchor: lastKnown(ended),
        stroke: '--fail-fill',
        fill: '--fail-fill',
      },
      {
        ...bars,
        name: 'completed',
        values: grid.completed,
        drawn: grid.completed,
        anchor: middle(lastKnown(grid.completed), 0),
        stroke: '--usage-soft',
        fill: '--usage-soft',
      },
      {
        name: 'added',
        values: grid.added,
        drawn: grid.added,
        anchor: lastKnown(grid.added),
        kind: 'line',
        stroke: '--text',
        fill: null,
        dash: [4, 3],
      },
    ],
    format: formatRate,
    formatAxis: formatNumber,
    ...JOBS,
  };
}

function latency(grid: HistoryGrid): Lane {
  // A logarithm has no 0: what took less than a millisecond is drawn as one.
  const positive = (values: readonly Value[]) =>
    values.map((value) => (value === null ? null : Math.max(1, value)));
  const line = (name: string, values: readonly Value[], stroke: string, dash: boolean) => {
    const drawn = positive(values);
    return {
      name,
      values,
      drawn,
      anchor: lastKnown(drawn),
      kind: 'line',
      stroke,
      fill: null,
      dash: dash ? [5, 3] : null,
    } as const;
  };
  return {
    title: '95 of 100 jobs took at most',
    series: [line('wait', grid.waitP95, '--c2', false), line('run', grid.runP95, '--c1', true)],
    format: formatDuration,
    formatAxis: (ms) => (ms < 1000 ? `${ms} ms` : `${formatNumber(ms / 1000)} s`),
    log: true,
    least: 0,
    steps: null,
  };
}

/** The three plots, from top to bottom: what waits, what gets done, how long it takes. */
export function historyLanes(grid: HistoryGrid): Lane[] {
  return [waiting(grid), throughput(grid), latency(grid)];
}
