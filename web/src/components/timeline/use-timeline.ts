import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTimelineEvents } from '../../live-context.tsx';
import { eventMatches, type TimelineFilter } from '../../live-timeline.ts';
import { useTRPC } from '../../trpc.ts';
import { foldEvents } from './fold-events.ts';

const PAGE_EVENTS = 100;
/** Pages without an event after which looking further is left to the reader. */
const EMPTY_PAGES = 4;

/** Events of a filter, newest first, page by page; what happens meanwhile is counted, and does not jump in. */
export function useTimeline(filter: TimelineFilter) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const input = { ...filter, limit: PAGE_EVENTS };
  const query = useInfiniteQuery(
    trpc.stack.timeline.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const { data } = query;
  // Long lists: worked out when they change, not with every second.
  const { events, listed } = useMemo(() => {
    const items = data?.pages.flatMap((page) => page.items) ?? [];
    return { events: foldEvents(items), listed: new Set(items.map(({ id }) => id)) };
  }, [data]);
  const [heard, setHeard] = useState<ReadonlySet<string>>(new Set());
  useTimelineEvents(({ events: happened }) => {
    const matching = happened.filter((event) => eventMatches(event, filter));
    if (matching.length > 0) setHeard((old) => new Set([...old, ...matching.map(({ id }) => id)]));
  });
  return {
    events,
    /** How many happened that are not listed. */
    fresh: [...heard].filter((id) => !listed.has(id)).length,
    hasMore: query.hasNextPage,
    /** More may be loaded without being asked for. */
    mayGoOn:
      query.hasNextPage &&
      (data?.pages ?? []).slice(-EMPTY_PAGES).some(({ items }) => items.length > 0),
    isPending: query.isPending,
    isFetching: query.isFetching,
    error: query.error,
    updatedAt: query.dataUpdatedAt,
    retry: () => void query.refetch(),
    loadMore: () => {
      if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
    },
    /** Starts again at the top, where the new ones are. */
    showFresh: () => {
      setHeard(new Set());
      const queryKey = trpc.stack.timeline.infiniteQueryKey(input);
      queryClient.setQueryData(
        queryKey,
        (data) =>
          data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
      );
      void queryClient.invalidateQueries({ queryKey });
    },
  };
}
