import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useState } from 'react';
import { rowMatches } from '../../live-jobs.ts';
import { useJobEvents } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { isNews, mergeNewestFirst, statesOf, type JobState, type View } from './list-view.ts';

export interface ListFilter {
  readonly view: View;
  readonly task: string | undefined;
  /** Part of an id or of a task's name. */
  readonly q: string | undefined;
}

/** Pages without a row after which loading more is left to the reader: a rare text may be far down a long list. */
const EMPTY_PAGES = 4;

function useOneList({ task, q }: ListFilter, state: JobState | undefined, enabled: boolean) {
  return useInfiniteQuery(
    useTRPC().tasks.list.infiniteQueryOptions(
      { state, task, q },
      { enabled, getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
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
  const [first, second] = statesOf(filter.view);
  const one = useOneList(filter, first, true);
  const two = useOneList(filter, second, second !== undefined);
  const lists = second === undefined ? [one] : [one, two];
  const rows = mergeNewestFirst(
    lists.map((list) => ({
      rows: list.data?.pages.flatMap((page) => page.items) ?? [],
      hasMore: list.hasNextPage,
    })),
  );
  const hasMore = lists.some((list) => list.hasNextPage);
  const news = useNews((row) =>
    statesOf(filter.view).some((state) =>
      rowMatches(row, { state, task: filter.task, q: filter.q }),
    ),
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
      for (const state of statesOf(filter.view)) {
        const queryKey = trpc.tasks.list.infiniteQueryKey({
          state,
          task: filter.task,
          q: filter.q,
        });
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
