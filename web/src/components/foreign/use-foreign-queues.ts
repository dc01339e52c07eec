import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';

/** While the server has not seen every key, it is asked again after this time. */
const LOOKING_MS = 2_000;

/** The queues of other programs. Nothing tells of their changes: they are asked for when the window is looked at again, and by hand. */
export const useForeignQueues = () =>
  useQuery(
    useTRPC().foreign.list.queryOptions(undefined, {
      refetchOnWindowFocus: 'always',
      refetchInterval: (query) => (query.state.data?.complete === false ? LOOKING_MS : false),
    }),
  );
