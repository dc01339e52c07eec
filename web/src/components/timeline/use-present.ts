import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../../trpc.ts';

/** Which containers are there now, and of which project: what an event needs to be named and linked. */
export function usePresent() {
  const { data } = useQuery(useTRPC().containers.queryOptions());
  const ids = data?.items.map(({ id }) => id).join(' ') ?? '';
  const present = useMemo(() => new Set(ids === '' ? [] : ids.split(' ')), [ids]);
  return { present, project: data?.engine.project ?? null };
}
