import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import type { Schedule } from './schedule.ts';

/** The actions on one schedule. */
export function useScheduleActions({ id, task }: Pick<Schedule, 'id' | 'task'>) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const may = useMay();
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: trpc.schedules.pathKey() });
  const run = useMutation(trpc.schedules.run.mutationOptions({ onSuccess }));
  const pause = useMutation(trpc.schedules.pause.mutationOptions({ onSuccess }));
  const resume = useMutation(trpc.schedules.resume.mutationOptions({ onSuccess }));
  const remove = useMutation(trpc.schedules.remove.mutationOptions({ onSuccess }));
  const latest = [run, pause, resume, remove].reduce((a, b) =>
    b.submittedAt > a.submittedAt ? b : a,
  );
  return {
    allowed: {
      run: may('schedules.run', { task }),
      pause: may('schedules.pause'),
      resume: may('schedules.resume'),
      edit: may('schedules.update'),
      remove: may('schedules.remove'),
    },
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
