import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNow } from '../../clock.ts';
import { useTRPC } from '../../trpc.ts';
import type { EventSetting } from './event-row.tsx';

const QUARTER_MS = 900_000;

/** Which containers are there now, and of which project: what an event needs to be named and linked. */
export function usePresent() {
  const { data } = useQuery(useTRPC().containers.queryOptions());
  const ids = data?.items.map(({ id }) => id).join(' ') ?? '';
  const present = useMemo(() => new Set(ids === '' ? [] : ids.split(' ')), [ids]);
  return { present, project: data?.engine.project ?? null };
}

/** All that the rows of a list of events need. Stays the same object as long as nothing in it changes, so that long lists stay still. */
export function useEventSetting(underDay: boolean): EventSetting {
  const { present, project } = usePresent();
  // Only on which day something was depends on now, and everywhere midnight is at a full quarter of an hour.
  const now = Math.floor(useNow() / QUARTER_MS) * QUARTER_MS;
  return useMemo(() => ({ present, project, now, underDay }), [present, project, now, underDay]);
}
