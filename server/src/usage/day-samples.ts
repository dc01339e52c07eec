import type { Sample, Series } from '../redis/series.ts';
import { STRIP_CELL_MS, STRIP_CELLS } from '../schemas/container-history.ts';
import { usageSeries } from './stored-name.ts';

export const DAY_MS = STRIP_CELLS * STRIP_CELL_MS;
/** Containers read at a time, so that Redis has time for others in between. */
const BATCH = 20;

/** The last day of containers by stored name: every 10 minutes and, since the last of these, every minute. Oldest first. */
export async function daySamples(
  series: Series,
  stored: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, Sample[]>> {
  const all = new Map<string, Sample[]>();
  for (let i = 0; i < stored.length; i += BATCH) {
    const batch = stored.slice(i, i + BATCH);
    const names = batch.map(usageSeries);
    const [coarse, fine] = await Promise.all([
      series.after(names, '10m', now - DAY_MS),
      series.after(names, '1m', now - STRIP_CELL_MS),
    ]);
    for (const name of batch) {
      const tens = coarse.get(usageSeries(name)) ?? [];
      const last = tens.at(-1)?.at ?? 0;
      const minutes = (fine.get(usageSeries(name)) ?? []).filter(({ at }) => at > last);
      all.set(name, [...tens, ...minutes]);
    }
  }
  return all;
}
