import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useState } from 'react';
import { rowMatches } from '../../live-jobs.ts';
import { useJobEvents } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { queriesOf, type ListFilter } from './list-filter.ts';
import { isNews, mergeNewestFirst } from './list-view.ts';

/** Pages without a row after which loading more is left to the reader: a rare text may be far down a long list. */
const EMPTY_PAGES = 4;

/** One list of the server; the second one of a view that has only one is not asked for. */
function useOneList(query: ReturnType<typeof queriesOf>[number] | undefined) {
  return useInfiniteQuery(
    useTRPC().tasks.list.infiniteQueryOptions(query ?? {}, {
      enabled: query !== undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
}

/** Ids of jobs that match and are not listed: they are announced, they do not jump in. */
function useNews(matches: (row: Parameters<typeof rowMatches>[0]) => boolean) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  useJobEvents(({ rows, removed }) => {
    setIds((before) => {
      const after = new Set(before);
      for (const row of rows) {
        if (matches(row)) after.add(row.id);
        else after.delete(row.id);
      }
      for (const id of removed) after.delete(id);
      const same = after.size === before.size && [...after].every((id) => before.has(id));
      return same ? before : after;
    });
  });
  return { ids, forget: () => setIds(new Set()) };
}

/** The jobs of a filter, newest first, page by page, with what came since. Rows are kept true by the live stream. */
export function useJobList(filter: ListFilter) {
  const queryClient = useQueryClient();
  const queries = queriesOf(filter);
  const [first, second] = queries;
  const one = useOneList(first);
  const two = useOneList(second);
  const lists = second === undefined ? [one] : [one, two];
  const rows = mergeNewestFirst(
    lists.map((list) => ({
      rows: list.data?.pages.flatMap((page) => page.items) ?? [],
      hasMore: list.hasNextPage,
    })),
  );
  const hasMore = lists.some((list) => list.hasNextPage);
  // Whether a job is of a group of dead letters only the server can tell.
  const news = useNews(
    (row) => filter.fingerprint === undefined && queries.some((query) => rowMatches(row, query)),
  );
  const listed = new Set(rows.map((row) => row.id));
  const fresh = [...news.ids].filter((id) => !listed.has(id) && isNews(id, rows, hasMore)).length;
  const trpc = useTRPC();
  const tail = lists.flatMap((list) => list.data?.pages.slice(-EMPTY_PAGES) ?? []);
  return {
    rows,
    fresh,
    hasMore,
    /** More may be loaded without being asked for. */
    mayGoOn: hasMore && tail.some((page) => page.items.length > 0),
    isPending: lists.some((list) => list.isPending),
    isFetching: lists.some((list) => list.isFetching),
    error: lists.find((list) => list.error)?.error ?? null,
    updatedAt: Math.min(...lists.map((list) => list.dataUpdatedAt)),
    retry: () => lists.forEach((list) => void list.refetch()),
    loadMore: () =>
      lists.forEach((list) => {
        if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
      }),
    /** Starts again at the top, where the new jobs are. */
    showNew: () => {
      news.forget();
      for (const query of queries) {
        const queryKey = trpc.tasks.list.infiniteQueryKey(query);
        // The first page only: the ones below it are loaded again when they are scrolled to.
        queryClient.setQueryData(queryKey, (data) => data && firstPage(data));
        void queryClient.invalidateQueries({ queryKey });
      }
    },
  };
}

function firstPage<Page, Param>(data: InfiniteData<Page, Param>): InfiniteData<Page, Param> {
  return { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) };
}
