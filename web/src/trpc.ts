import type { AppRouter } from '@taskdeck/server/router';
import { QueryCache, QueryClient, MutationCache } from '@tanstack/react-query';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { errorWords, isTransient } from './errors.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** One request a call (a batch would make the slowest part everyone's), and one stream for what is live. */
export function makeTrpcClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink({ url: '/trpc' }),
        false: httpLink({ url: '/trpc' }),
      }),
    ],
  });
}
export type TrpcClient = ReturnType<typeof makeTrpcClient>;

/**
 * The cache of what the server said. Nothing polls: `live.ts` writes what changes into it.
 * `onSignedOut` is called for every answer UNAUTHORIZED, whoever asked.
 */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (errorWords(error).code === 'UNAUTHORIZED') onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Live events keep it true; a list that was left is asked for again when it is opened after this time.
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isTransient(error),
      },
      mutations: { retry: false },
    },
  });
}
