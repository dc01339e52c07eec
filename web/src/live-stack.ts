import type { LiveEvent } from '@taskdeck/server/schemas/live';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '@taskdeck/server/router';
import { askAgain } from './ask-again.ts';

interface Cache {
  readonly trpc: TRPCOptionsProxy<AppRouter>;
  readonly queryClient: QueryClient;
}

/** What tells of containers. */
type StackEvent = Extract<
  LiveEvent,
  { type: 'containers' | 'networks' | 'day' | 'access' | 'swarm' | 'facts' }
>;

/** Asks anew for what a page shows of these. */
function outdate({ queryClient }: Cache, ...keys: readonly QueryKey[]): void {
  for (const queryKey of keys) askAgain(queryClient, queryKey);
}

/** Writes what is new of the stack into the cache; hardening is judged from most of it. */
export function applyStack(cache: Cache, event: StackEvent): void {
  const { trpc, queryClient } = cache;
  const hardening = trpc.hardening.queryKey();
  switch (event.type) {
    case 'containers': {
      const queryKey = trpc.containers.queryKey();
      const before = queryClient.getQueryData(queryKey)?.engine.state;
      queryClient.setQueryData(queryKey, event.containers);
      // Without Docker nothing may stay green that was judged with it.
      return before === event.containers.engine.state ? undefined : outdate(cache, hardening);
    }
    case 'networks':
      queryClient.setQueryData(trpc.networks.queryKey(), event.networks);
      return outdate(cache, hardening);
    case 'day':
      queryClient.setQueryData(trpc.stack.day.queryKey(), event.day);
      // Their strips go on with it; probes tell of themselves.
      return outdate(cache, trpc.stack.health.pathKey());
    case 'access':
      queryClient.setQueryData(trpc.stack.access.queryKey(), event.access);
      return outdate(cache, hardening);
    case 'swarm':
      queryClient.setQueryData(trpc.stack.swarm.queryKey(), event.swarm);
      return undefined;
    case 'facts':
      return outdate(
        cache,
        trpc.stack.container.pathKey(),
        trpc.stack.startup.queryKey(),
        hardening,
      );
  }
}
