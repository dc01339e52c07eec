import type { Series } from '../redis/series.ts';
import type { ContainerView } from '../schemas/container.ts';
import { UsageRange, type ContainerUsage } from '../schemas/container-history.ts';
import { storedName, usageSeries } from '../usage/stored-name.ts';
import { USAGE_RANGES, usagePoints } from '../usage/usage-points.ts';
import { cached } from './cached.ts';

/** Samples are 10 s apart. */
const CACHE_MS = 5_000;

/** What containers used, by name and range. `series` is made with `USAGE_STEPS`. */
export function makeUsage(
  series: Series,
  now: () => number,
): (view: ContainerView, range: UsageRange) => Promise<ContainerUsage> {
  const read = async (range: UsageRange, stored: string | null): Promise<ContainerUsage> => {
    const { ms, read: step, stepMs } = USAGE_RANGES[range];
    const to = now();
    // One step more, for what grew within the first.
    const samples =
      stored === null ? [] : await series.since(usageSeries(stored), step, ms + stepMs);
    return {
      range,
      stepMs,
      from: new Date(to - ms).toISOString(),
      to: new Date(to).toISOString(),
      points: usagePoints(samples, stepMs, to - ms),
    };
  };
  const ranges = new Map(
    UsageRange.options.map((range) => [
      range,
      cached(CACHE_MS, now, (stored: string) => read(range, stored)),
    ]),
  );
  return async (view, range) => {
    const stored = storedName(view);
    return (stored === null ? undefined : ranges.get(range)?.(stored)) ?? read(range, null);
  };
}
