import type { HealthStore, ProbeFigures } from '../redis/health-store.ts';
import type { Series } from '../redis/series.ts';
import type { ContainerView } from '../schemas/container.ts';
import type { ContainerHealth } from '../schemas/container-history.ts';
import { healthStrip } from '../usage/health-letter.ts';
import { DAY_MS, daySamples } from '../usage/day-samples.ts';
import { storedName } from '../usage/stored-name.ts';
import { cached } from './cached.ts';

/** Probes are some seconds apart. */
const CACHE_MS = 5_000;

interface Parts {
  readonly healthStore: HealthStore;
  /** Made with `USAGE_STEPS`. */
  readonly usageSeries: Series;
  readonly now: () => number;
}

/** The probes of a container's health check and its last day, by its name. */
export function makeContainerHealth(
  parts: Parts,
): (view: ContainerView) => Promise<ContainerHealth> {
  const { healthStore, usageSeries, now } = parts;
  const read = cached(CACHE_MS, now, async (key: string): Promise<ContainerHealth> => {
    const stored = key.slice(key.indexOf(' ') + 1);
    const [samples, probes, day] = await Promise.all([
      daySamples(usageSeries, [stored], now()),
      healthStore.newest(stored),
      healthStore.since(stored, DAY_MS),
    ]);
    return health(now(), healthStrip(samples.get(stored) ?? [], now()), probes, day);
  });
  return async (view) => {
    const stored = storedName(view);
    if (stored === null) return health(now(), healthStrip([], now()), [], []);
    // Anew after each probe: whoever heard of it must not get what was read before.
    return read(`${view.probedAt} ${stored}`);
  };
}

function health(
  to: number,
  strip: string,
  probes: ContainerHealth['probes'],
  day: readonly ProbeFigures[],
): ContainerHealth {
  const from = new Date(to - DAY_MS).toISOString();
  return { from, to: new Date(to).toISOString(), strip, probes, day: dayOf(day) };
}

function dayOf(probes: readonly ProbeFigures[]): ContainerHealth['day'] {
  const [oldest] = probes;
  if (oldest === undefined) return null;
  const durations = probes.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  // The nearest rank: a duration that was really measured.
  const quantile = (share: number) => durations[Math.ceil(share * durations.length) - 1] ?? 0;
  return {
    since: new Date(oldest.startMs).toISOString(),
    probes: probes.length,
    failed: probes.filter(({ exitCode }) => exitCode !== 0).length,
    durationMs: { p50: quantile(0.5), p95: quantile(0.95), max: quantile(1) },
  };
}
