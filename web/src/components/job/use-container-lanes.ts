import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Containers, TimelineEvent } from '../../api.ts';
import { useTRPC } from '../../trpc.ts';
import { containerEnds, type ContainerEnd } from './container-end.ts';
import {
  containersOf,
  isWorthALane,
  laneName,
  toldEvents,
  type ContainerLane,
  type MemoryPoint,
} from './container-lanes.ts';
import type { Job } from './job.ts';
import type { Timeline } from './timeline.ts';

/** Events before and after the job that may concern it: what a container went through just before, and how it came back. */
const AROUND_MS = 5_000;
/** Of each container: newest first. */
const MAX_EVENTS = 100;
/** A job that took less has no course of memory to be seen. */
const MIN_MEMORY_MS = 30_000;
/** As many live samples as half an hour has. */
const MAX_LIVE = 900;

const RANGES = [
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['6h', 21_600_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
] as const;

const NO_EVENTS: readonly TimelineEvent[] = [];

/** Memory of some containers as it came over the live stream since the page is open, by id. */
function useLiveMemory(ids: readonly string[], containers: Containers | undefined) {
  const [heard, setHeard] = useState<ReadonlyMap<string, readonly MemoryPoint[]>>(new Map());
  const [seen, setSeen] = useState<string | null>(null);
  const at = containers?.at ?? null;
  if (containers !== undefined && at !== null && at !== seen) {
    setSeen(at);
    const next = new Map(heard);
    for (const { id, memory } of containers.items)
      if (ids.includes(id) && memory.usedBytes !== null)
        next.set(id, [
          ...(heard.get(id) ?? []).slice(1 - MAX_LIVE),
          { at: Date.parse(at), bytes: memory.usedBytes },
        ]);
    setHeard(next);
  }
  return heard;
}

/** The shortest range that reaches back to the job's start; null: it was before all that is kept, or too short. */
function rangeOf({ from, to }: Timeline) {
  if (to - from < MIN_MEMORY_MS) return null;
  const age = Date.now() - from;
  return RANGES.find(([, ms]) => age <= ms)?.[0] ?? null;
}

export interface JobContainers {
  readonly lanes: readonly ContainerLane[];
  /** Ends of containers under the job, oldest first. */
  readonly ends: readonly ContainerEnd[];
  /** Times of the job in which nobody watched its containers, newest first. */
  readonly gaps: readonly TimelineEvent[];
}

/** What the containers of a job went through meanwhile. Nothing while it is not known: the job is shown without. */
export function useContainerLanes(job: Job, timeline: Timeline): JobContainers {
  const trpc = useTRPC();
  const ids = containersOf(job);
  const { data: containers } = useQuery(trpc.containers.queryOptions());
  const from = new Date(timeline.from - AROUND_MS).toISOString();
  const to = timeline.now === null ? new Date(timeline.to + AROUND_MS).toISOString() : undefined;
  const told = useQueries({
    queries: ids.map((container) =>
      trpc.stack.timeline.queryOptions({ container, from, to, limit: MAX_EVENTS }),
    ),
    combine: (results) => results.flatMap(({ data }) => data?.items ?? NO_EVENTS),
  });
  // An ended job's range does not change while it is looked at; a running one outgrows it seldom.
  const range = rangeOf(timeline);
  const known = ids.filter((id) => containers?.items.some((item) => item.id === id) === true);
  const usage = useQueries({
    queries: known.map((id) =>
      trpc.stack.usage.queryOptions({ id, range: range ?? '15m' }, { enabled: range !== null }),
    ),
  });
  const live = useLiveMemory(timeline.now === null ? [] : ids, containers);
  // Each gap is told by every container.
  const events = [...new Map(told.map((event) => [event.id, event])).values()];
  const ends = containerEnds(job, events);
  const gaps = events.filter(
    ({ kind, at, until }) =>
      kind === 'gap' && Date.parse(at) <= timeline.to && Date.parse(until ?? at) >= timeline.from,
  );
  const lanes = ids.map((id): ContainerLane => {
    const stored = usage[known.indexOf(id)]?.data?.points ?? [];
    const points = stored.flatMap(({ at, memoryBytes }) =>
      memoryBytes === null ? [] : [{ at: Date.parse(at), bytes: memoryBytes }],
    );
    const last = points.at(-1)?.at ?? 0;
    const all = [...points, ...(live.get(id) ?? []).filter(({ at }) => at > last)];
    return {
      id,
      place: laneName(job, id),
      events: toldEvents(events, id, [timeline.from, timeline.to]),
      memory: all.filter(({ at }) => at >= timeline.from && at <= timeline.to),
      limitBytes: containers?.items.find((item) => item.id === id)?.memory.limitBytes ?? null,
    };
  });
  return { lanes: lanes.filter((lane) => isWorthALane(lane, ends)), ends, gaps };
}
