import { useEffect, useRef } from 'react';
import { useIsLive } from '../live-context.tsx';

/**
 * Calls `refetch` when the page is live again after it was not: an answer that failed meanwhile is asked for once more, and
 * what changed while nobody could tell is not missed.
 */
export function useRecover(refetch: () => void): void {
  const isLive = useIsLive();
  const latest = useRef(refetch);
  const wasLive = useRef(isLive);
  useEffect(() => {
    latest.current = refetch;
  });
  useEffect(() => {
    if (isLive && !wasLive.current) latest.current();
    wasLive.current = isLive;
  }, [isLive]);
}
