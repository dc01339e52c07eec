import type { ContainerView } from '../schemas/container.ts';
import type { ContainerFacts } from '../schemas/container-detail.ts';

/** Everything that one sample told of one container; what leaves the server is `view` and `facts`. */
export interface ContainerReading {
  readonly view: ContainerView;
  /** null: its details could not be had. */
  readonly facts: ContainerFacts | null;
  /** The daemon's last probes (five at most), oldest first. */
  readonly probes: readonly ProbeReading[];
  /** null: it does not run, or its usage could not be had. */
  readonly counters: UsageCounters | null;
  /** True if it had ended before it was started last; null: can't tell. */
  readonly startedAnew: boolean | null;
}

export interface ProbeReading {
  /** Epoch ms by the daemon's clock. */
  readonly startMs: number;
  readonly endMs: number;
  readonly exitCode: number;
  /** As the daemon keeps it: at most 4,096 bytes of a stranger's text. */
  readonly output: string;
}

/** Counters since the container started, by Docker's clock. null: not told. */
export interface UsageCounters {
  readonly readAtMs: number;
  readonly cpuNs: number;
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly receivedBytes: number | null;
  readonly sentBytes: number | null;
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
}
