import type { ScheduleFields } from '@taskdeck/server/schemas/schedule';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';
import type { ScheduleDetail } from './schedule.ts';

/** Makes a schedule, or changes the one that was read; what somebody else changed meanwhile is not written over. */
export function useSaveSchedule(
  schedule: ScheduleDetail | null,
  onSaved: (saved: ScheduleDetail) => void,
) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(trpc.schedules.create.mutationOptions());
  const update = useMutation(trpc.schedules.update.mutationOptions());
  const used = schedule === null ? create : update;
  return {
    error: used.error,
    isPending: used.isPending,
    send: async (fields: ScheduleFields) => {
      const saved =
        schedule === null
          ? await create.mutateAsync(fields)
          : await update.mutateAsync({
              ...fields,
              id: schedule.id,
              revision: schedule.revision,
            });
      await queryClient.invalidateQueries({ queryKey: trpc.schedules.list.queryKey() });
      queryClient.setQueryData(trpc.schedules.get.queryKey({ id: saved.id }), saved);
      onSaved(saved);
    },
  };
}
