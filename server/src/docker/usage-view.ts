import type { ContainerStats } from './docker-answers.ts';

/** The counters of one reading, by Docker's own clock. */
export interface CpuSample {
  readonly readAtMs: number;
  /** CPU time since the container started, in ns. Loses some ns beyond 2^53, which differences don't feel. */
  readonly totalNs: number;
  readonly periods: number;
  readonly throttledPeriods: number;
}

/** What a container uses now; null: not known (yet). */
export interface Usage {
  readonly cores: number | null;
  readonly throttledPercent: number | null;
  readonly memoryBytes: number | null;
  readonly pids: number | null;
}

/** The CPU counters of an answer; null for a container that does not run, whose answer is all zeros (moby daemon/stats.go). */
export function cpuSample({ read, cpu_stats: cpu }: ContainerStats): CpuSample | null {
  const readAtMs = Date.parse(read);
  if (!(readAtMs > 0) || (cpu.system_cpu_usage ?? null) === null) return null;
  return {
    readAtMs,
    totalNs: cpu.cpu_usage.total_usage,
    periods: cpu.throttling_data?.periods ?? 0,
    throttledPeriods: cpu.throttling_data?.throttled_periods ?? 0,
  };
}

/** Maps a reading and the CPU counters of the one before, null when there is none, to figures. */
export function usageView(stats: ContainerStats, previous: CpuSample | null): Usage {
  const sample = cpuSample(stats);
  if (sample === null)
    return { cores: null, throttledPercent: null, memoryBytes: null, pids: null };
  return {
    ...cpuUse(sample, previous),
    memoryBytes: memoryBytes(stats),
    pids: stats.pids_stats?.current ?? null,
  };
}

/**
 * CPU time over the time between the readings. `docker stats` divides by system_cpu_usage instead, which comes in grains
 * of 10 ms and is not host-wide on Podman. Counters that went backwards are a restart (or answers out of order): no
 * figure, instead of a spike.
 */
function cpuUse(
  sample: CpuSample,
  previous: CpuSample | null,
): Pick<Usage, 'cores' | 'throttledPercent'> {
  const unknown = { cores: null, throttledPercent: null };
  if (previous === null) return unknown;
  const elapsedMs = sample.readAtMs - previous.readAtMs;
  const usedNs = sample.totalNs - previous.totalNs;
  const periods = sample.periods - previous.periods;
  const throttled = sample.throttledPeriods - previous.throttledPeriods;
  if (elapsedMs <= 0 || usedNs < 0 || periods < 0 || throttled < 0) return unknown;
  return {
    cores: usedNs / (elapsedMs * 1e6),
    throttledPercent: throttledPercent(sample, periods, throttled),
  };
}

/** The kernel counts periods only where there is a quota, and only while the container wants to run. */
function throttledPercent(sample: CpuSample, periods: number, throttled: number): number | null {
  if (periods > 0) return Math.min(100, (throttled / periods) * 100);
  return sample.periods > 0 ? 0 : null;
}

/** As the docker command counts it (docker/cli stats_helpers.go): without file cache that the kernel can drop at once. */
function memoryBytes({ memory_stats: memory }: ContainerStats): number | null {
  const usage = memory?.usage ?? null;
  if (usage === null) return null;
  const cache = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}
