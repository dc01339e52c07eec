import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';

/** Bearer tokens of programs. The answer that holds a new one lives as long as the part that shows it. */
export function useTokens() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries(trpc.tokens.pathFilter());
  return {
    query: useQuery(trpc.tokens.list.queryOptions()),
    create: useMutation(trpc.tokens.create.mutationOptions({ gcTime: 0, onSettled })),
    revoke: useMutation(trpc.tokens.revoke.mutationOptions({ onSettled })),
  };
}
export type Tokens = ReturnType<typeof useTokens>;
