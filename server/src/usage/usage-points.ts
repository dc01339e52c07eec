import type { Sample, StepName, Values } from '../redis/series.ts';
import type { UsagePoint, UsageRange } from '../schemas/container-history.ts';
import { counterGrowth, KIB, rollUp, throttledShare, type UsageField } from './usage-sample.ts';

/** For each range: the resolution that is read and the step that is drawn. */
export const USAGE_RANGES = {
  '15m': { ms: 900_000, read: '10s', stepMs: 10_000 },
  '1h': { ms: 3_600_000, read: '1m', stepMs: 60_000 },
  '6h': { ms: 21_600_000, read: '1m', stepMs: 300_000 },
  '24h': { ms: 86_400_000, read: '10m', stepMs: 600_000 },
  '7d': { ms: 604_800_000, read: '10m', stepMs: 3_600_000 },
} as const satisfies Record<UsageRange, { ms: number; read: StepName; stepMs: number }>;

/** Points from samples, oldest first: one for each step with a sample in it. Those before `from` (epoch ms) only begin the first one. */
export function usagePoints(
  samples: readonly Sample[],
  stepMs: number,
  from: number,
): UsagePoint[] {
  const steps = new Map<number, Sample[]>();
  for (const sample of samples) {
    const step = Math.floor(sample.at / stepMs);
    steps.set(step, [...(steps.get(step) ?? []), sample]);
  }
  return [...steps].flatMap(([step, within]) => {
    const at = within.at(-1)?.at ?? 0;
    if (at <= from) return [];
    const before = steps.get(step - 1)?.at(-1)?.values ?? null;
    return [usagePoint(at, before, rollUp(within.map(({ values }) => values)))];
  });
}

/** `before`: the last sample of the step before; null after a gap: then nothing can be said of what grew within this one. */
function usagePoint(at: number, before: Values | null, values: Values): UsagePoint {
  const growth = (field: UsageField) =>
    before === null ? null : counterGrowth(before, values, field);
  const elapsedMs = growth('ranMs');
  const perMs = (grown: number | null): number | null =>
    grown === null || elapsedMs === null || elapsedMs <= 0 ? null : grown / elapsedMs;
  const perSecond = (field: 'received' | 'sent' | 'read' | 'written'): number | null => {
    const rate = perMs(growth(field));
    return rate === null ? null : Math.round(rate * 1_000);
  };
  const bytes = (field: 'memoryKib' | 'peakMemoryKib'): number | null => {
    const kib = values[field];
    return kib === undefined ? null : kib * KIB;
  };
  const cores = perMs(growth('cpuMs'));
  return {
    at: new Date(at).toISOString(),
    cores: cores === null ? null : Math.round(cores * 1_000) / 1_000,
    peakCores: values['peakMilliCores'] === undefined ? null : values['peakMilliCores'] / 1_000,
    throttledPercent: throttledPercent(values, growth('periods'), growth('throttled')),
    memoryBytes: bytes('memoryKib'),
    peakMemoryBytes: bytes('peakMemoryKib'),
    pids: values['pids'] ?? null,
    receivedPerSecond: perSecond('received'),
    sentPerSecond: perSecond('sent'),
    readPerSecond: perSecond('read'),
    writtenPerSecond: perSecond('written'),
  };
}

/** Periods are counted under a limit only, and only while there is work: none within the step is no throttling, none ever is no limit. */
function throttledPercent(
  values: Values,
  periods: number | null,
  throttled: number | null,
): number | null {
  if (periods === 0 && (values['periods'] ?? 0) > 0) return 0;
  const share = throttledShare(periods, throttled);
  return share === null ? null : Math.round(share * 10) / 10;
}
