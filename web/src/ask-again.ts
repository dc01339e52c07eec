import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';

/** Acts when the answer that is under way is there, if one is: it may be older than the reason to act. */
export function whenAnswered(query: Query, act: () => unknown): void {
  if (query.state.fetchStatus === 'fetching') query.promise?.then(act, () => undefined);
}

/**
 * Asks anew for whatever is cached below `queryKey`. A first answer that is under way can't be asked for a second time: that is done once it is there,
 * and once only, however many reasons there were meanwhile.
 */
export function askAgain(queryClient: QueryClient, queryKey: QueryKey): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey }))
    if (query.state.data === undefined)
      whenAnswered(query, () =>
        queryClient.invalidateQueries(
          { queryKey: query.queryKey, exact: true },
          { cancelRefetch: false },
        ),
      );
  void queryClient.invalidateQueries({ queryKey });
}
