import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc.ts';
import { auditFilter, type AuditSearch } from './audit-search.ts';

const PAGE_ENTRIES = 50;

/** What was written down, newest first, page by page, as it was when it was read: it does not change while one looks. */
export function useAudit(search: AuditSearch) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [readAt, setReadAt] = useState(() => Date.now());
  const filter = auditFilter(search, readAt);
  const input = { ...filter, limit: PAGE_ENTRIES };
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: Infinity,
      // Who comes back wants to see what happened meanwhile.
      gcTime: 0,
    }),
  );
  return {
    entries: query.data?.pages.flatMap(({ items }) => items) ?? [],
    filter,
    /** Epoch ms. */
    readAt,
    hasOlder: query.hasNextPage,
    isPending: query.isPending,
    isFetching: query.isFetching,
    error: query.error,
    retry: () => void query.refetch(),
    readOlder: () => void query.fetchNextPage(),
    readAgain: () => {
      setReadAt(Date.now());
      // A span that ends now is another question; all else is the same one, asked anew.
      const isMoving = search.since !== undefined && search.from === undefined;
      if (!isMoving)
        void queryClient.resetQueries({ queryKey: trpc.audit.list.infiniteQueryKey(input) });
    },
  };
}
