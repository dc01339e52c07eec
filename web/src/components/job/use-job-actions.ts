import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMay, type May, type Target } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import type { Job } from './job.ts';
import { hasEnded } from './timeline.ts';

/** What may be done to a job, or to jobs, in its state by whoever is signed in. */
export function allowedActions(job: Target & Pick<Job, 'state'>, may: May) {
  const { state } = job;
  return {
    duplicate: may('tasks.submit', { task: job.task }),
    runNow: may('tasks.runNow', job) && state === 'delayed',
    setPriority:
      may('tasks.setPriority', job) && ['waiting', 'prioritized', 'delayed'].includes(state),
    cancel: may('tasks.cancel', job) && !hasEnded(state),
    retry: may('tasks.retry', job) && hasEnded(state),
    remove: may('tasks.remove', job) && state !== 'active',
  };
}

/** The actions on one job. Each answer is the job as it is then. */
export function useJobActions(job: Job) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const may = useMay();
  const queryKey = trpc.tasks.get.queryKey({ id: job.id });
  const onSuccess = (answer: Job) => {
    queryClient.setQueryData(queryKey, answer);
  };
  const cancel = useMutation(trpc.tasks.cancel.mutationOptions({ onSuccess }));
  const retry = useMutation(trpc.tasks.retry.mutationOptions({ onSuccess }));
  const runNow = useMutation(trpc.tasks.runNow.mutationOptions({ onSuccess }));
  const setPriority = useMutation(trpc.tasks.setPriority.mutationOptions({ onSuccess }));
  const remove = useMutation(
    trpc.tasks.remove.mutationOptions({
      onSuccess: async () => {
        await navigate({ to: '/jobs' });
        queryClient.removeQueries({ queryKey });
      },
    }),
  );
  const latest = [cancel, retry, runNow, setPriority, remove].reduce((a, b) =>
    b.submittedAt > a.submittedAt ? b : a,
  );
  return {
    allowed: allowedActions(job, may),
    /** Asked for, and the job has not ended yet. */
    isCancelling: (cancel.isPending || job.cancel !== null) && !hasEnded(job.state),
    isRetrying: retry.isPending,
    isMoving: runNow.isPending || setPriority.isPending,
    isRemoving: remove.isPending,
    /** Of the last action. */
    error: latest.error,
    cancel: () => cancel.mutate({ id: job.id }),
    retry: () => retry.mutate({ id: job.id }),
    runNow: () => runNow.mutate({ id: job.id }),
    setPriority: (priority: Job['priority']) => setPriority.mutate({ id: job.id, priority }),
    remove: () => remove.mutate({ id: job.id }),
  };
}
export type JobActions = ReturnType<typeof useJobActions>;
