import type { UsageCounters } from './container-reading.ts';
import type { ContainerStats } from './docker-answers.ts';

/** What a container uses now; null: not known (yet). */
export interface Usage {
  readonly cores: number | null;
  readonly throttledPercent: number | null;
  readonly memoryBytes: number | null;
  readonly pids: number | null;
  /** Bytes a second. */
  readonly receivedPerSecond: number | null;
  readonly sentPerSecond: number | null;
  readonly readPerSecond: number | null;
  readonly writtenPerSecond: number | null;
}

const UNKNOWN_RATES = {
  cores: null,
  throttledPercent: null,
  receivedPerSecond: null,
  sentPerSecond: null,
  readPerSecond: null,
  writtenPerSecond: null,
} as const;

/** The counters of an answer; null for a container that does not run, whose answer is all zeros (moby daemon/stats.go). */
export function usageCounters(stats: ContainerStats): UsageCounters | null {
  const { read, cpu_stats: cpu, networks, blkio_stats: blocks } = stats;
  const readAtMs = Date.parse(read);
  if (!(readAtMs > 0) || (cpu.system_cpu_usage ?? null) === null) return null;
  const interfaces = networks ? Object.values(networks) : null;
  const ofBlocks = blocks?.io_service_bytes_recursive;
  return {
    readAtMs,
    cpuNs: cpu.cpu_usage.total_usage,
    periods: cpu.throttling_data?.periods ?? 0,
    throttledPeriods: cpu.throttling_data?.throttled_periods ?? 0,
    receivedBytes: interfaces?.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0) ?? null,
    sentBytes: interfaces?.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0) ?? null,
    readBytes: blockBytes(ofBlocks, 'read'),
    writtenBytes: blockBytes(ofBlocks, 'write'),
  };
}

/** No entry at all is what a kernel writes that does not count: then it can't be told, which is not none. */
function blockBytes(
  entries: readonly { readonly op: string; readonly value: number }[] | null | undefined,
  wanted: 'read' | 'write',
): number | null {
  if (!entries || entries.length === 0) return null;
  return entries.reduce((sum, { op, value }) => sum + (op.toLowerCase() === wanted ? value : 0), 0);
}

/** Maps a reading and the counters of the one before, null when there is none, to figures. */
export function usageView(stats: ContainerStats, previous: UsageCounters | null): Usage {
  const counters = usageCounters(stats);
  if (counters === null) return { ...UNKNOWN_RATES, memoryBytes: null, pids: null };
  return {
    ...(previous === null ? UNKNOWN_RATES : rates(counters, previous)),
    memoryBytes: memoryBytes(stats),
    pids: wholeNumber(stats.pids_stats?.current),
  };
}

/**
 * CPU time over the time between the readings, by Docker's clock. `docker stats` divides by system_cpu_usage instead, which comes in grains
 * of 10 ms and is not host-wide on Podman. Counters that went backwards are a restart (or answers out of order): no
 * figure, instead of a spike.
 */
function rates(now: UsageCounters, previous: UsageCounters): Omit<Usage, 'memoryBytes' | 'pids'> {
  const elapsedMs = now.readAtMs - previous.readAtMs;
  const usedNs = now.cpuNs - previous.cpuNs;
  const periods = now.periods - previous.periods;
  const throttled = now.throttledPeriods - previous.throttledPeriods;
  if (elapsedMs <= 0 || usedNs < 0 || periods < 0 || throttled < 0) return UNKNOWN_RATES;
  // A network that was left takes its bytes with it: then only these went backwards.
  const perSecond = (bytes: number | null, before: number | null): number | null =>
    bytes === null || before === null || bytes < before
      ? null
      : ((bytes - before) / elapsedMs) * 1_000;
  return {
    cores: usedNs / (elapsedMs * 1e6),
    throttledPercent: throttledPercent(now, periods, throttled),
    receivedPerSecond: perSecond(now.receivedBytes, previous.receivedBytes),
    sentPerSecond: perSecond(now.sentBytes, previous.sentBytes),
    readPerSecond: perSecond(now.readBytes, previous.readBytes),
    writtenPerSecond: perSecond(now.writtenBytes, previous.writtenBytes),
  };
}

/** The kernel counts periods only where there is a quota, and only while the container wants to run. */
function throttledPercent(now: UsageCounters, periods: number, throttled: number): number | null {
  if (periods > 0) return Math.min(100, (throttled / periods) * 100);
  return now.periods > 0 ? 0 : null;
}

function wholeNumber(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** As the docker command counts it (docker/cli stats_helpers.go): without file cache that the kernel can drop at once. */
function memoryBytes({ memory_stats: memory }: ContainerStats): number | null {
  const usage = memory?.usage ?? null;
  if (usage === null) return null;
  const cache = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}
