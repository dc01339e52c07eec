import type { ContainerReading, ProbeReading } from '../docker/container-reading.ts';
import type { Values } from '../redis/series.ts';
import { stateCode } from './health-letter.ts';

/** Whole numbers only, and small ones: a stream keeps them in a few bytes, and texts in many. Unknown ones are absent. */
export type UsageField =
  /** The worst state within the step; see `health-letter.ts`. */
  | 'state'
  /** Epoch s: tells the counters of one run from those of the next. */
  | 'startedAt'
  // Counters since the container started, read `ranMs` after it by Docker's clock.
  | 'ranMs'
  | 'cpuMs'
  | 'periods'
  | 'throttled'
  | 'received'
  | 'sent'
  | 'read'
  | 'written'
  // What it may use at most; 0: no limit. Advice on a limit stands on the time since it was set.
  | 'limitMilliCores'
  | 'limitMemoryKib'
  // Gauges: the mean within the step.
  | 'memoryKib'
  | 'pids'
  // The largest of all samples within the step.
  | 'peakMilliCores'
  | 'peakMemoryKib'
  | 'peakPids';

export const KIB = 1_024;

/** One sample of a container as the series keeps it. `failed`: probes that failed since the sample before. */
export function usageSample(reading: ContainerReading, failed: readonly ProbeReading[]): Values {
  const { view, counters } = reading;
  const startedMs = Date.parse(view.startedAt ?? '');
  const memoryKib = view.memory.usedBytes === null ? null : view.memory.usedBytes / KIB;
  const fields: Partial<Record<UsageField, number | null | undefined>> = {
    state: stateCode(view, failed),
    startedAt: counters === null ? null : startedMs / 1_000,
    ranMs: counters === null ? null : counters.readAtMs - startedMs,
    cpuMs: counters === null ? null : counters.cpuNs / 1e6,
    periods: counters?.periods,
    throttled: counters?.throttledPeriods,
    received: counters?.receivedBytes,
    sent: counters?.sentBytes,
    read: counters?.readBytes,
    written: counters?.writtenBytes,
    ...(reading.facts === null ? {} : limits(view)),
    memoryKib,
    pids: view.pids.current,
    peakMilliCores: view.cpu.cores === null ? null : view.cpu.cores * 1_000,
    peakMemoryKib: memoryKib,
    peakPids: view.pids.current,
  };
  const known = Object.entries(fields).flatMap(([field, value]) =>
    typeof value === 'number' && Number.isFinite(value)
      ? [[field, Math.round(value)] as const]
      : [],
  );
  return Object.fromEntries(known);
}

/** Known with the details of a container. */
const limits = ({ cpu, memory }: ContainerReading['view']) =>
  ({
    limitMilliCores: (cpu.limitCores ?? 0) * 1_000,
    limitMemoryKib: (memory.limitBytes ?? 0) / KIB,
  }) satisfies Partial<Record<UsageField, number>>;

const MEANS = ['memoryKib', 'pids'] as const satisfies readonly UsageField[];
const LARGEST = [
  'state',
  'peakMilliCores',
  'peakMemoryKib',
  'peakPids',
] as const satisfies readonly UsageField[];

/** Samples of one step, oldest first, as one: counters as they stood last, means, the largest peaks. */
export function rollUp(samples: readonly Values[]): Values {
  const rolled: Record<string, number> = Object.assign({}, ...samples);
  const known = (field: UsageField) => samples.flatMap((values) => values[field] ?? []);
  for (const field of MEANS) {
    const values = known(field);
    if (values.length > 0)
      rolled[field] = Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  }
  for (const field of LARGEST) {
    const values = known(field);
    if (values.length > 0) rolled[field] = Math.max(...values);
  }
  return rolled;
}

/** Growth of a counter between two samples; null when it is not known of both, or the container started anew between them. */
export function counterGrowth(before: Values, after: Values, field: UsageField): number | null {
  const from = before[field];
  const to = after[field];
  if (from === undefined || to === undefined || to < from) return null;
  return before['startedAt'] === after['startedAt'] ? to - from : null;
}

/** 0 to 100: share of scheduler periods in which it was held back. null: not known, or there is no limit to hold it back. */
export function throttledShare(periods: number | null, throttled: number | null): number | null {
  return periods === null || throttled === null || periods <= 0
    ? null
    : Math.min(100, (throttled / periods) * 100);
}
