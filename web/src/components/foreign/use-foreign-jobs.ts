import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';
import type { ForeignRow, ForeignState } from './foreign.ts';

/** Pages that are all read again when the window is looked at; of a longer list one asks by hand, for its beginning. */
const FEW_PAGES = 2;

/** The jobs of a queue in a state, page by page, as of the last time they were asked for. */
export function useForeignJobs(queue: string, state: ForeignState) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const list = useInfiniteQuery(
    trpc.foreign.jobs.infiniteQueryOptions(
      { queue, state },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        refetchOnWindowFocus: (query) =>
          (query.state.data?.pages.length ?? 0) <= FEW_PAGES && 'always',
      },
    ),
  );
  // A list that changes between two pages may name a job twice.
  const rows = new Map<string, ForeignRow>();
  for (const page of list.data?.pages ?? []) for (const row of page.items) rows.set(row.id, row);
  return {
    rows: [...rows.values()],
    isPending: list.isPending,
    isFetching: list.isFetching,
    hasMore: list.hasNextPage,
    error: list.error,
    updatedAt: list.dataUpdatedAt,
    loadMore: () => void list.fetchNextPage(),
    /** From the beginning. */
    refresh: () =>
      void queryClient.resetQueries({
        queryKey: trpc.foreign.jobs.infiniteQueryKey({ queue, state }),
      }),
  };
}
