import { QUEUES } from '@taskdeck/tasks';
import type { Sample, Series, StepName } from '../redis/series.ts';
import type { History, HistoryPoint, HistoryRange } from '../schemas/stats.ts';
import {
  addBuckets,
  bucketGrowth,
  growth,
  quantiles,
  queueSeries,
  sumKnown,
} from '../live/queue-window.ts';
import { cached } from './cached.ts';

/** For each range: the resolution that is read and the step that is drawn. */
const RANGES = {
  '15m': { ms: 900_000, read: '10s', stepMs: 10_000 },
  '1h': { ms: 3_600_000, read: '1m', stepMs: 60_000 },
  '6h': { ms: 21_600_000, read: '1m', stepMs: 300_000 },
  '24h': { ms: 86_400_000, read: '10m', stepMs: 1_200_000 },
  '7d': { ms: 604_800_000, read: '10m', stepMs: 7_200_000 },
} as const satisfies Record<HistoryRange, { ms: number; read: StepName; stepMs: number }>;

/** An answer is good for this long: samples are 10 s apart, and twenty tabs should cost what one does. */
const CACHE_MS = 5_000;

/** The last sample of each step, by the step's number. */
function bySteps(samples: readonly Sample[], stepMs: number): Map<number, Sample> {
  return new Map(samples.map((sample) => [Math.floor(sample.at / stepMs), sample]));
}

interface StepOfQueue {
  readonly queue: string;
  readonly now: Sample;
  /** null after a gap: then nothing can be said of what happened within the step. */
  readonly before: Sample | null;
}

/** Pure: one point from the samples of all queues. */
export function historyPoint(at: number, steps: readonly StepOfQueue[]): HistoryPoint {
  const within = (field: string) =>
    sumKnown(
      steps.map(({ now, before }) =>
        before === null ? null : growth(before.values, now.values, field),
      ),
    );
  const p95 = (kind: 'wait' | 'run') =>
    quantiles(
      addBuckets(
        steps.flatMap(({ now, before }) =>
          before === null ? [] : [bucketGrowth(kind, before.values, now.values)],
        ),
      ),
    ).p95;
  const gauge = (field: string) =>
    steps.reduce((sum, { now }) => sum + (now.values[field] ?? 0), 0);
  return {
    at: new Date(at).toISOString(),
    waiting: Object.fromEntries(steps.map(({ queue, now }) => [queue, now.values['waiting'] ?? 0])),
    active: gauge('active'),
    delayed: gauge('delayed'),
    added: within('added'),
    completed: within('completed'),
    failed: within('failed'),
    waitP95Ms: p95('wait'),
    runP95Ms: p95('run'),
  };
}

/** Reads the series as points; steps without a sample are absent. */
export function makeHistory(
  series: Series,
  now: () => number,
): (range: HistoryRange) => Promise<History> {
  const read = async (range: HistoryRange): Promise<History> => {
    const { ms, read: step, stepMs } = RANGES[range];
    const to = now();
    const samples = await Promise.all(
      // One step more, for what happened within the first.
      QUEUES.map(async (queue) => ({
        queue,
        steps: bySteps(await series.since(queueSeries(queue), step, ms + stepMs), stepMs),
      })),
    );
    const numbers = [...new Set(samples.flatMap(({ steps }) => [...steps.keys()]))].sort(
      (a, b) => a - b,
    );
    const points = numbers
      .filter((number) => (number + 1) * stepMs > to - ms)
      .map((number) => {
        const ofQueues = samples.flatMap(({ queue, steps }) => {
          const current = steps.get(number);
          return current === undefined
            ? []
            : [{ queue, now: current, before: steps.get(number - 1) ?? null }];
        });
        return historyPoint(Math.max(...ofQueues.map((step) => step.now.at)), ofQueues);
      });
    return {
      range,
      stepMs,
      from: new Date(to - ms).toISOString(),
      to: new Date(to).toISOString(),
      points,
    };
  };

  return cached(CACHE_MS, now, read);
}
