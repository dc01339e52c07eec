import { useQuery, useQueryClient } from '@tanstack/react-query';
import { askAgain } from './ask-again.ts';
import { useJobEvents } from './live-context.tsx';
import { followPage } from './live-jobs.ts';
import { useTRPC } from './trpc.ts';

/** As many rows as a glance needs, and the server gives at most. */
const FOLLOWED_ROWS = 100;

/** The newest jobs of a state, kept up to date by live events: new ones come in, others leave. */
export function useFollowedJobs(state: 'active' | 'failed') {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const input = { state, limit: FOLLOWED_ROWS };
  useJobEvents((event) => {
    const queryKey = trpc.tasks.list.queryKey(input);
    // An answer under way may be older than this event.
    if (queryClient.getQueryData(queryKey) === undefined) return askAgain(queryClient, queryKey);
    queryClient.setQueryData(
      queryKey,
      (page) => page && followPage(page, event.rows, { state }, FOLLOWED_ROWS),
    );
  });
  return useQuery(trpc.tasks.list.queryOptions(input));
}
