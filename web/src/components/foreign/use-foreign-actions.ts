import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';

/** The actions on one job of another program. What they change is asked for again. */
export function useForeignActions(address: { queue: string; id: string }, onRemoved: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries(trpc.foreign.pathFilter());
  const retry = useMutation(trpc.foreign.retry.mutationOptions({ onSettled }));
  const runNow = useMutation(trpc.foreign.runNow.mutationOptions({ onSettled }));
  const remove = useMutation(
    trpc.foreign.remove.mutationOptions({
      onSuccess: () => {
        onRemoved();
        // It is still shown until the way back is done: asked for again, the answer would be an error.
        const queryKey = trpc.foreign.job.queryKey(address);
        void queryClient.invalidateQueries({ queryKey, refetchType: 'none' });
        return Promise.all([
          queryClient.invalidateQueries(trpc.foreign.list.pathFilter()),
          queryClient.invalidateQueries(trpc.foreign.jobs.pathFilter()),
        ]);
      },
    }),
  );
  const latest = [retry, runNow, remove].reduce((a, b) => (b.submittedAt > a.submittedAt ? b : a));
  return {
    isBusy: retry.isPending || runNow.isPending || remove.isPending,
    /** Of the last action. */
    error: latest.error,
    retry: () => retry.mutate(address),
    runNow: () => runNow.mutate(address),
    remove: () => remove.mutate(address),
  };
}
export type ForeignActions = ReturnType<typeof useForeignActions>;
