import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';

/** What may be done to schedules by whom: the same table as the server's, which checks again. */
export function allowedOnSchedules(role: string | undefined) {
  return { run: role === 'operator' || role === 'admin', edit: role === 'admin' };
}

/** The actions on one schedule. */
export function useScheduleActions(id: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const role = useQuery(trpc.me.queryOptions()).data?.role;
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: trpc.schedules.pathKey() });
  const run = useMutation(trpc.schedules.run.mutationOptions({ onSuccess }));
  const pause = useMutation(trpc.schedules.pause.mutationOptions({ onSuccess }));
  const resume = useMutation(trpc.schedules.resume.mutationOptions({ onSuccess }));
  const remove = useMutation(trpc.schedules.remove.mutationOptions({ onSuccess }));
  const latest = [run, pause, resume, remove].reduce((a, b) =>
    b.submittedAt > a.submittedAt ? b : a,
  );
  return {
    allowed: allowedOnSchedules(role),
    isBusy: latest.isPending,
    /** Of the last action. */
    error: latest.error,
    run: () => run.mutate({ id }),
    pause: () => pause.mutate({ id }),
    resume: () => resume.mutate({ id }),
    remove: () => remove.mutate({ id }),
  };
}
export type ScheduleActions = ReturnType<typeof useScheduleActions>;
