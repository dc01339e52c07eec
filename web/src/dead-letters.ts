import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useJobEvents } from './live-context.tsx';
import { useTRPC } from './trpc.ts';

/** At most this often they are asked for anew, however many jobs fail. */
const PAUSE_MS = 3_000;

/** The groups of dead letters, asked for again after jobs failed, were tried again or were removed. */
export function useDeadLetters() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useJobEvents(({ rows, removed, dropped }) => {
    const concerns =
      dropped ||
      removed.length > 0 ||
      rows.some((row) => row.error !== null && row.error.code !== 'CANCELLED');
    if (!concerns) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queryClient.invalidateQueries({ queryKey: trpc.deadLetters.queryKey() });
    }, PAUSE_MS);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  // What happened while nobody looked was not heard of.
  return useQuery(trpc.deadLetters.queryOptions(undefined, { staleTime: 0 }));
}
