import type { InspectedContainer } from './docker-answers.ts';

/** What a container may use; null: no limit. */
export interface Limits {
  readonly cpuCores: number | null;
  readonly memoryBytes: number | null;
  readonly memoryReservationBytes: number | null;
  readonly pids: number | null;
}

/** Maps what Compose's and Docker's options became in HostConfig (docker/compose pkg/compose/create.go). */
export function limitsView({ HostConfig: host }: InspectedContainer): Limits {
  return {
    cpuCores: cpuCores(host),
    memoryBytes: positive(host.Memory),
    memoryReservationBytes: positive(host.MemoryReservation),
    // null, 0 and -1 all mean none; an unlimited control group reads 2^64-1.
    pids: Number.isSafeInteger(host.PidsLimit) ? positive(host.PidsLimit) : null,
  };
}

/** The tightest of the caps that are set. CPU shares are a weight, not a limit. */
function cpuCores(host: InspectedContainer['HostConfig']): number | null {
  const nano = positive(host.NanoCpus);
  const quota = positive(host.CpuQuota);
  const caps = [
    nano === null ? null : nano / 1e9,
    quota === null ? null : quota / (positive(host.CpuPeriod) ?? 100_000),
    positive(cpusetSize(host.CpusetCpus ?? '')),
  ].filter((cap) => cap !== null);
  return caps.length === 0 ? null : Math.min(...caps);
}

/** Number of CPUs in a list such as `0-2,5`. */
function cpusetSize(list: string): number {
  let size = 0;
  for (const part of list.split(',')) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (range !== null) size += Number(range[2] ?? range[1]) - Number(range[1]) + 1;
  }
  return size;
}

function positive(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && value > 0 ? value : null;
}
