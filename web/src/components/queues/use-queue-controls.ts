import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueueView, Stats } from '../../api.ts';
import { useTRPC } from '../../trpc.ts';

type Limits = Pick<QueueView, 'globalConcurrency' | 'rateLimit'>;

/** What can be done to one queue. Each answer is the queue as it is then; it takes its place in the statistics. */
export function useQueueControls(name: QueueView['queue']) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = (answer: QueueView) => {
    queryClient.setQueryData(
      trpc.stats.queryKey(),
      (stats: Stats | undefined) =>
        stats && {
          ...stats,
          queues: stats.queues.map((known) => (known.queue === answer.queue ? answer : known)),
        },
    );
  };
  const pause = useMutation(trpc.queues.pause.mutationOptions({ onSuccess }));
  const resume = useMutation(trpc.queues.resume.mutationOptions({ onSuccess }));
  const setLimits = useMutation(trpc.queues.setLimits.mutationOptions({ onSuccess }));
  const latest = pause.submittedAt > resume.submittedAt ? pause : resume;
  return {
    pause: () => pause.mutate({ queue: name }),
    resume: () => resume.mutate({ queue: name }),
    isPending: pause.isPending || resume.isPending,
    /** `onDone` is called once they are set. */
    setLimits: (limits: Limits, onDone: () => void) =>
      setLimits.mutate({ queue: name, ...limits }, { onSuccess: onDone }),
    isSetting: setLimits.isPending,
    /** Of the last pause or resume. */
    error: latest.error,
    limitsError: setLimits.error,
  };
}
export type ControlsOfQueue = ReturnType<typeof useQueueControls>;
