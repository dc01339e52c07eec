import type { ContainerReading } from '../docker/container-reading.ts';

/** The daemon keeps as many events of all kinds, and each probe of a health check is three of them. */
const REMEMBERED = 256;
const EVENTS_OF_PROBE = 3;
/** Half of it is left to what can't be counted: other containers, and whatever happened. */
const RESERVE = 0.5;
const LONGEST_MS = 60_000;
const UNKNOWN_MS = 10_000;

/**
 * Pure: for how long the daemon surely remembers its events, in ms: the health checks of what runs push them out. At most a minute: what else
 * happens can't be foreseen for longer. Empty readings: nothing is known yet.
 */
export function rememberedMs(
  readings: readonly Pick<ContainerReading, 'view' | 'facts'>[],
): number {
  if (readings.length === 0) return UNKNOWN_MS;
  const perMs = readings
    .filter(({ view }) => view.state === 'running')
    .map(({ facts }) => facts?.healthCheck?.intervalMs ?? 0)
    .reduce((sum, intervalMs) => sum + (intervalMs > 0 ? EVENTS_OF_PROBE / intervalMs : 0), 0);
  return Math.min(LONGEST_MS, (REMEMBERED * RESERVE) / perMs);
}

/** What is known when a stream of events begins anew. */
export interface Resumption {
  /** An event that was noted before was told again: then all since were told as well. */
  readonly toldAgain: boolean;
  /** Until then nothing was missed, epoch ms. */
  readonly soundMs: number;
  readonly nowMs: number;
  readonly rememberedMs: number;
  /** Docker was away meanwhile: a daemon that restarts forgets all. */
  readonly wasAway: boolean;
}

/** Pure: whether nothing can have been missed. */
export function isCovered(resumption: Resumption): boolean {
  const { toldAgain, soundMs, nowMs, rememberedMs, wasAway } = resumption;
  return toldAgain || (!wasAway && nowMs - soundMs <= rememberedMs);
}
