import type { TimelineEvent } from '../../api.ts';
import { foldEvents } from '../timeline/fold-events.ts';
import type { ContainerEnd } from './container-end.ts';
import type { Job } from './job.ts';
import { placeName } from './job.ts';

/** Memory that was in use, at a time in epoch ms. */
export interface MemoryPoint {
  readonly at: number;
  readonly bytes: number;
}

/** A container that took part in a job, as a lane on its time axis. */
export interface ContainerLane {
  /** Full id. */
  readonly id: string;
  readonly place: string;
  /** What happened to it, oldest first; its ends are drawn through all lanes instead. */
  readonly events: readonly TimelineEvent[];
  /** Oldest first; empty: not known. */
  readonly memory: readonly MemoryPoint[];
  /** null: no limit, or not known. */
  readonly limitBytes: number | null;
}

/** Containers of which lanes are drawn: those of the last attempts. */
const MAX_LANES = 4;
/** Kinds that say something of whether a job could run. */
const TOLD: readonly TimelineEvent['kind'][] = [
  'started',
  'restarted',
  'paused',
  'unpaused',
  'healthy',
  'unhealthy',
  'disconnected',
  'connected',
  'updated',
];

/** Full ids of the containers that the last attempts ran in, in the order in which they came. */
export function containersOf({ attempts }: Pick<Job, 'attempts'>): readonly string[] {
  const ids = attempts.flatMap(({ containerId }) => (containerId === null ? [] : [containerId]));
  // Each once, at its last place.
  return ids.filter((id, index) => ids.lastIndexOf(id) === index).slice(-MAX_LANES);
}

/** What a lane shows of the events of its container between two times (epoch ms), oldest first. */
export function toldEvents(
  events: readonly TimelineEvent[],
  id: string,
  [from, to]: readonly [number, number],
): readonly TimelineEvent[] {
  return foldEvents(events.filter(({ container }) => container?.id === id))
    .map(({ event }) => event)
    .filter(({ kind, at }) => TOLD.includes(kind) && Date.parse(at) >= from && Date.parse(at) <= to)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** What people call the container of an attempt. */
export function laneName({ attempts }: Pick<Job, 'attempts'>, id: string): string {
  const ran = attempts.findLast(({ containerId }) => containerId === id);
  return ran === undefined ? id.slice(0, 12) : placeName(ran);
}

/** A lane that would say nothing is left out. */
export const isWorthALane = (
  { id, events, memory }: ContainerLane,
  ends: readonly ContainerEnd[],
): boolean =>
  events.length > 0 || memory.length >= 3 || ends.some(({ container }) => container === id);

/**
 * Points as stretches without a gap: between two that are more than `gapMs` apart nothing is known, and what ended at one of `cuts` (epoch ms)
 * did not become what came after it.
 */
export function stretches(
  points: readonly MemoryPoint[],
  gapMs: number,
  cuts: readonly number[],
): readonly (readonly MemoryPoint[])[] {
  const found: MemoryPoint[][] = [];
  for (const point of points) {
    const last = found.at(-1);
    const before = last?.at(-1);
    const isApart =
      before === undefined ||
      point.at - before.at > gapMs ||
      cuts.some((cut) => before.at <= cut && cut < point.at);
    if (last === undefined || isApart) found.push([point]);
    else last.push(point);
  }
  return found;
}
