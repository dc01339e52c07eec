import { useQuery, useQueryClient } from '@tanstack/react-query';
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
    queryClient.setQueryData(
      trpc.tasks.list.queryKey(input),
      (page) => page && followPage(page, event.rows, { state }, FOLLOWED_ROWS),
    );
  });
  return useQuery(trpc.tasks.list.queryOptions(input));
}
