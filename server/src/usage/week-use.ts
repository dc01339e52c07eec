import type { Sample } from '../redis/series.ts';
import { counterGrowth, KIB, throttledShare, type UsageField } from './usage-sample.ts';

/** What a container, or the worst of a service's, did within its present limits. null: not known. */
export interface WeekUse {
  /** Epoch ms of the first and the last sample. */
  readonly since: number;
  readonly until: number;
  readonly peakCores: number | null;
  readonly peakMemoryBytes: number | null;
  readonly peakPids: number | null;
  /** 0 to 100, over the time in which it was busy. */
  readonly throttledPercent: number | null;
}

/** Busy: it used at least this share of what it may. */
const BUSY = 0.5;
/** Fewer scheduler periods (of 0.1 s as a rule) than a minute has say nothing. */
const ENOUGH_PERIODS = 600;

/** From samples of one container every 10 minutes, oldest first. null: none of them is of its present limits. */
export function weekUse(samples: readonly Sample[]): WeekUse | null {
  const last = samples.at(-1);
  if (last === undefined) return null;
  const limits = ['limitMilliCores', 'limitMemoryKib'] as const;
  const alike = samples.filter(({ values }) =>
    limits.every((limit) => values[limit] === last.values[limit]),
  );
  const [first] = alike;
  if (first === undefined) return null;
  return {
    since: first.at,
    until: last.at,
    ...peaksOf(alike),
    throttledPercent: throttledWhileBusy(alike),
  };
}

/** The worst of each of several containers of one service. */
export function worstUse(all: readonly WeekUse[]): WeekUse | null {
  if (all.length === 0) return null;
  const worst = (of: (use: WeekUse) => number | null): number | null => {
    const known = all.map(of).filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return {
    since: Math.min(...all.map(({ since }) => since)),
    until: Math.max(...all.map(({ until }) => until)),
    peakCores: worst((use) => use.peakCores),
    peakMemoryBytes: worst((use) => use.peakMemoryBytes),
    peakPids: worst((use) => use.peakPids),
    throttledPercent: worst((use) => use.throttledPercent),
  };
}

/** The largest of all samples; null: not known. */
export function peaksOf(
  samples: readonly Sample[],
): Pick<WeekUse, 'peakCores' | 'peakMemoryBytes' | 'peakPids'> {
  const milliCores = largest(samples, 'peakMilliCores');
  const kib = largest(samples, 'peakMemoryKib');
  return {
    peakCores: milliCores === null ? null : milliCores / 1_000,
    peakMemoryBytes: kib === null ? null : kib * KIB,
    peakPids: largest(samples, 'peakPids'),
  };
}

function largest(samples: readonly Sample[], field: UsageField): number | null {
  const known = samples.flatMap(({ values }) => values[field] ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** How often it was held back between the samples, of all periods or of those of the steps that `counts` picks. */
export function throttled(
  samples: readonly Sample[],
  counts: (sample: Sample) => boolean = () => true,
): { readonly periods: number; readonly percent: number | null } {
  let [periods, held] = [0, 0];
  samples.forEach((sample, i) => {
    const before = samples[i - 1];
    if (before === undefined || !counts(sample)) return;
    periods += counterGrowth(before.values, sample.values, 'periods') ?? 0;
    held += counterGrowth(before.values, sample.values, 'throttled') ?? 0;
  });
  return { periods, percent: throttledShare(periods, held) };
}

function throttledWhileBusy(samples: readonly Sample[]): number | null {
  const isBusy = ({ values }: Sample): boolean =>
    (values['peakMilliCores'] ?? 0) >= BUSY * (values['limitMilliCores'] ?? 0);
  const { periods, percent } = throttled(samples, isBusy);
  return periods < ENOUGH_PERIODS ? null : percent;
}
