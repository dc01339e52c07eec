import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';
import { addStartedAction } from './started-actions.ts';

/** Starts actions on many jobs; each is a toast from then on. `error` is of the last start. */
export function useStartAction() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.actions.start.mutationOptions({
      onSuccess: (action) => {
        const queryKey = trpc.actions.get.queryKey({ id: action.id });
        // News of it may have come before this answer.
        queryClient.setQueryData(queryKey, (known) => known ?? action);
        addStartedAction(action.id);
      },
    }),
  );
}
