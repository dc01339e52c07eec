import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';

/**
 * The one store for what is drawn over time: a Redis stream per series and resolution, an entry per sample, fields are numbers. Counters
 * are stored as they stand (they only grow), so any window is the difference of two entries, and a coarser resolution is simply every
 * n-th sample. Bounded by length: about 6 hours, 2 days and 9 days.
 */
export const STEPS = [
  { name: '10s', ms: 10_000, keep: 2_160 },
  { name: '1m', ms: 60_000, keep: 2_880 },
  { name: '10m', ms: 600_000, keep: 1_296 },
] as const;
export type StepName = (typeof STEPS)[number]['name'];

export interface Sample {
  /** Epoch milliseconds by Redis' clock. */
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

type Entry = [id: string, fields: string[]];

function sampleOf([id, fields]: Entry): Sample {
  const values: Record<string, number> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) values[fields[i] ?? ''] = Number(fields[i + 1]);
  return { at: Number(id.split('-')[0]), values };
}

export interface Series {
  /** Adds a sample to a resolution of a series. */
  add(name: string, step: StepName, values: Readonly<Record<string, number>>): Promise<void>;
  /** Samples from `sinceMs` ago until now, oldest first. */
  since(name: string, step: StepName, sinceMs: number): Promise<Sample[]>;
  /** The first sample not older than `sinceMs`; null when there is none. */
  firstSince(name: string, step: StepName, sinceMs: number): Promise<Sample | null>;
  /** Epoch milliseconds of the newest sample; null when there is none. */
  newestAt(name: string, step: StepName): Promise<number | null>;
}

export function makeSeries(redis: Redis, keys: Keys, now: () => number): Series {
  const keepOf = new Map<string, number>(STEPS.map((step) => [step.name, step.keep]));
  return {
    async add(name, step, values) {
      const fields = Object.entries(values).flat();
      if (fields.length === 0) return;
      await redis.xadd(
        keys.series(name, step),
        'MAXLEN',
        '~',
        keepOf.get(step) ?? 0,
        '*',
        ...fields,
      );
    },
    async since(name, step, sinceMs) {
      const entries = await redis.xrange(keys.series(name, step), now() - sinceMs, '+');
      return entries.map(sampleOf);
    },
    async firstSince(name, step, sinceMs) {
      const [entry] = await redis.xrange(keys.series(name, step), now() - sinceMs, '+', 'COUNT', 1);
      return entry === undefined ? null : sampleOf(entry);
    },
    async newestAt(name, step) {
      const [entry] = await redis.xrevrange(keys.series(name, step), '+', '-', 'COUNT', 1);
      return entry === undefined ? null : sampleOf(entry).at;
    },
  };
}
