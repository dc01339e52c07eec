import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';

/** Who may sign in, and what can be done to one of them. */
export function useAccounts() {
  const trpc = useTRPC();
  return useQuery(trpc.accounts.list.queryOptions());
}

/** What changes accounts. Passwords are forgotten with the part that sent them. */
export function useAccountChanges() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = async () => {
    // A change ends sessions.
    await Promise.all([
      queryClient.invalidateQueries(trpc.accounts.pathFilter()),
      queryClient.invalidateQueries(trpc.sessions.pathFilter()),
    ]);
  };
  return {
    create: useMutation(trpc.accounts.create.mutationOptions({ gcTime: 0, onSuccess })),
    update: useMutation(trpc.accounts.update.mutationOptions({ gcTime: 0, onSuccess })),
    remove: useMutation(trpc.accounts.remove.mutationOptions({ onSuccess })),
  };
}
