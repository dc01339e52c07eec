import type { JobQueue, Totals } from '../queue/job-queue.ts';
import type { KnownWorker } from '../redis/heartbeats.ts';
import type { Sample, Series } from '../redis/series.ts';
import type { Counts, QueueStats, Stats } from '../schemas/stats.ts';
import {
  addBuckets,
  bucketGrowth,
  growth,
  quantiles,
  queueSeries,
  sumKnown,
} from './queue-window.ts';

/** Rates are of the last minute, latencies of the last quarter of an hour. */
const RATE_WINDOW_MS = 60_000;
const LATENCY_WINDOW_MS = 900_000;
/** The samples that windows begin at are read again after this long: they are 10 s apart. */
const BASELINE_MS = 5_000;

interface Baseline {
  readonly queue: string;
  readonly minute: Sample | null;
  readonly quarter: Sample | null;
}

/** What one look at the queue found; the sampler stores it in the series. */
export interface Look {
  readonly stats: Stats;
  readonly totals: Readonly<Record<string, Totals>>;
}

interface Parts {
  readonly queue: JobQueue;
  readonly series: Series;
  readonly now: () => number;
}

const ZERO: Counts = {
  waiting: 0,
  prioritized: 0,
  delayed: 0,
  'waiting-children': 0,
  active: 0,
  completed: 0,
  failed: 0,
};

function addCounts(a: Counts, b: Counts): Counts {
  return {
    waiting: a.waiting + b.waiting,
    prioritized: a.prioritized + b.prioritized,
    delayed: a.delayed + b.delayed,
    'waiting-children': a['waiting-children'] + b['waiting-children'],
    active: a.active + b.active,
    completed: a.completed + b.completed,
    failed: a.failed + b.failed,
  };
}

/** Reads counts and totals now and compares them with the series. */
export function makeStatsCollector({
  queue,
  series,
  now,
}: Parts): (workers: readonly KnownWorker[]) => Promise<Look> {
  let baselines: { readAt: number; of: Promise<Baseline[]> } | null = null;

  const readBaselines = (queues: readonly QueueStats[]): Promise<Baseline[]> => {
    if (baselines === null || now() - baselines.readAt > BASELINE_MS) {
      const read = queues.map(async ({ queue: name }) => {
        const [minute, quarter] = await Promise.all([
          series.firstSince(queueSeries(name), '10s', RATE_WINDOW_MS + 10_000),
          series.firstSince(queueSeries(name), '10s', LATENCY_WINDOW_MS),
        ]);
        return { queue: name, minute, quarter };
      });
      baselines = { readAt: now(), of: Promise.all(read) };
      baselines.of.catch(() => (baselines = null));
    }
    return baselines.of;
  };

  return async (workers) => {
    const [queues, totals, deadLetters] = await Promise.all([
      queue.stats(),
      queue.totals(),
      queue.deadLetterCount(),
    ]);
    const before = await readBaselines(queues);
    const up = workers.filter((worker) => worker.state !== 'lost');
    const waiting = queues.flatMap((q) => (q.oldestWaitingAt === null ? [] : [q.oldestWaitingAt]));
    return {
      totals,
      stats: {
        at: new Date(now()).toISOString(),
        queues: queues.map((queue) => {
          const own = before.filter((baseline) => baseline.queue === queue.queue);
          return { ...queue, rates: rates(own, totals, now()) };
        }),
        totals: queues.map((q) => q.counts).reduce(addCounts, ZERO),
        deadLetters,
        rates: rates(before, totals, now()),
        waitMs: latencies('wait', before, totals),
        runMs: latencies('run', before, totals),
        workers: {
          up: up.length,
          slots: up.reduce((sum, worker) => sum + worker.concurrency, 0),
          busy: up.reduce((sum, worker) => sum + worker.running.length, 0),
        },
        oldestWaitingAt: waiting.sort()[0] ?? null,
      },
    };
  };
}

function rates(before: readonly Baseline[], totals: Look['totals'], now: number): Stats['rates'] {
  const perMinute = (field: string): number | null =>
    sumKnown(
      before.map(({ queue, minute }) => {
        // A window of under a second or two says nothing.
        if (minute === null || now - minute.at < 2_000) return null;
        const grown = growth(minute.values, totals[queue] ?? {}, field);
        return grown === null ? null : Math.round((grown * 600_000) / (now - minute.at)) / 10;
      }),
    );
  return {
    windowMs: RATE_WINDOW_MS,
    addedPerMinute: perMinute('added'),
    completedPerMinute: perMinute('completed'),
    failedPerMinute: perMinute('failed'),
  };
}

function latencies(
  kind: 'wait' | 'run',
  before: readonly Baseline[],
  totals: Look['totals'],
): Stats['waitMs'] {
  // Without a first sample everything counted so far is the window.
  return quantiles(
    addBuckets(
      before.map(({ queue, quarter }) =>
        bucketGrowth(kind, quarter?.values ?? {}, totals[queue] ?? {}),
      ),
    ),
  );
}
