import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Asks anew for whatever is cached below `queryKey`. A first answer under way may be older than the reason to ask, and two can't be under way:
 * it is asked for again once it is there.
 */
export function askAgain(queryClient: QueryClient, queryKey: QueryKey): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' }))
    if (query.state.data === undefined)
      query.promise?.then(
        () => queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true }),
        () => undefined,
      );
  void queryClient.invalidateQueries({ queryKey });
}
