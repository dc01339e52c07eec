import type { Keys } from '@taskdeck/tasks';
import type { ChainableCommander, Redis } from 'ioredis';
import { results } from './results.ts';

/**
 * The one store for what is drawn over time: a Redis stream per series and resolution, an entry per sample, fields are numbers. Counters
 * are stored as they stand (they only grow), so any window is the difference of two entries, and a coarser resolution is simply every
 * n-th sample. Bounded by length: about 6 hours, 2 days and 9 days.
 */
export const STEPS = [
  { name: '10s', ms: 10_000, keep: 2_160, lifetimeMs: null },
  { name: '1m', ms: 60_000, keep: 2_880, lifetimeMs: null },
  { name: '10m', ms: 600_000, keep: 1_296, lifetimeMs: null },
] as const satisfies readonly Step[];
export type StepName = '10s' | '1m' | '10m';

/**
 * The same for what containers use, of which there may be a hundred: about 20 minutes, 7 hours and 7 days. A series that nobody adds to any
 * more is forgotten as a whole, because names of containers come and go.
 */
export const USAGE_STEPS = [
  { name: '10s', ms: 10_000, keep: 120, lifetimeMs: 1_800_000 },
  { name: '1m', ms: 60_000, keep: 420, lifetimeMs: 25_200_000 },
  { name: '10m', ms: 600_000, keep: 1_008, lifetimeMs: 612_000_000 },
] as const satisfies readonly Step[];

interface Step {
  readonly name: StepName;
  readonly ms: number;
  /** Samples that are kept, and some more: Redis trims streams in blocks. */
  readonly keep: number;
  /** After the last sample; null: for ever. */
  readonly lifetimeMs: number | null;
}

/** Whether a new step of the clock has begun since `last`. Late beats then delay one sample, not all that follow: no step is left out. */
export const isNewStep = (now: number, last: number, stepMs: number): boolean =>
  Math.floor(now / stepMs) > Math.floor(last / stepMs);

export interface Sample {
  /** Epoch milliseconds by Redis' clock. */
  readonly at: number;
  readonly values: Values;
}
export type Values = Readonly<Record<string, number>>;

type Entry = [id: string, fields: string[]];

const timeOf = (id: string): number => Number(id.split('-')[0]);

function sampleOf([id, fields]: Entry): Sample {
  const values: Record<string, number> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) values[fields[i] ?? ''] = Number(fields[i + 1]);
  return { at: timeOf(id), values };
}

export interface Series {
  /** Adds a sample to a resolution of a series. */
  add(name: string, step: StepName, values: Values): Promise<void>;
  /** Adds a sample to each of several series, in one go. Gives the time of the newest; null when there was nothing to add. */
  addAll(step: StepName, samples: ReadonlyMap<string, Values>): Promise<number | null>;
  /** Samples from `sinceMs` ago until now, oldest first. */
  since(name: string, step: StepName, sinceMs: number): Promise<Sample[]>;
  /** Samples of each of several series that are newer than `at` (epoch ms by Redis' clock), oldest first, in one go. */
  after(
    names: readonly string[],
    step: StepName,
    at: number,
  ): Promise<ReadonlyMap<string, Sample[]>>;
  /** The first sample not older than `sinceMs`; null when there is none. */
  firstSince(name: string, step: StepName, sinceMs: number): Promise<Sample | null>;
  /** Epoch milliseconds of the newest sample; null when there is none. */
  newestAt(name: string, step: StepName): Promise<number | null>;
}

/** `steps`: how long each resolution is kept. */
export function makeSeries(
  redis: Redis,
  keys: Keys,
  now: () => number,
  steps: readonly Step[] = STEPS,
): Series {
  const stepOf = new Map(steps.map((step) => [step.name, step]));

  const put = (to: ChainableCommander, name: string, step: StepName, values: Values) => {
    const fields = Object.entries(values).flat();
    if (fields.length === 0) return;
    const key = keys.series(name, step);
    const { keep, lifetimeMs } = stepOf.get(step) ?? { keep: 0, lifetimeMs: null };
    to.xadd(key, 'MAXLEN', '~', keep, '*', ...fields);
    if (lifetimeMs !== null) to.pexpire(key, lifetimeMs);
  };
  const add: Series['addAll'] = async (step, samples) => {
    const pipeline = redis.pipeline();
    for (const [name, values] of samples) put(pipeline, name, step, values);
    const ids = (await results(pipeline)).filter((answer) => typeof answer === 'string');
    return ids.length === 0 ? null : Math.max(...ids.map(timeOf));
  };

  return {
    async add(name, step, values) {
      await add(step, new Map([[name, values]]));
    },
    addAll: add,
    async since(name, step, sinceMs) {
      const entries = await redis.xrange(keys.series(name, step), now() - sinceMs, '+');
      return entries.map(sampleOf);
    },
    async after(names, step, at) {
      const samples = names.map(async (name) => {
        const entries = await redis.xrange(keys.series(name, step), Math.floor(at) + 1, '+');
        return [name, entries.map(sampleOf)] as const;
      });
      return new Map(await Promise.all(samples));
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
