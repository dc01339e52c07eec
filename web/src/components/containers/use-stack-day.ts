import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { StackDay, TimelineEvent } from '../../api.ts';
import { useTRPC } from '../../trpc.ts';

/** The newest events: enough for the marks of a day of a stack that is well. */
const EVENTS = 200;
const NONE: readonly TimelineEvent[] = [];

export interface StackHistory {
  /** undefined: not known yet. */
  readonly day: StackDay | undefined;
  /** The newest that happened, of all containers. */
  readonly events: readonly TimelineEvent[];
}

/** The last 24 h of every container and what happened in them; both follow the live stream. */
export function useStackDay(): StackHistory {
  const trpc = useTRPC();
  const { data: day } = useQuery(trpc.stack.day.queryOptions());
  const { data: timeline } = useQuery(trpc.stack.timeline.queryOptions({ limit: EVENTS }));
  const events = timeline?.items ?? NONE;
  return useMemo(() => ({ day, events }), [day, events]);
}
