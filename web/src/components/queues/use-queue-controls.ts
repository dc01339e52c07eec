import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueueView, Stats } from '../../api.ts';
import { useTRPC } from '../../trpc.ts';
import { addStartedAction } from '../actions/started-actions.ts';

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
  const drain = useMutation(
    trpc.queues.drain.mutationOptions({
      onSuccess: ({ items }) => {
        for (const action of items) addStartedAction(action.id);
      },
    }),
  );
  const setLimits = useMutation(trpc.queues.setLimits.mutationOptions({ onSuccess }));
  const latest = [pause, resume, drain].reduce((a, b) => (b.submittedAt > a.submittedAt ? b : a));
  return {
    pause: () => pause.mutate({ queue: name }),
    resume: () => resume.mutate({ queue: name }),
    /** Removes what waits; the actions that do it are shown as toasts. */
    drain: () => drain.mutate({ queue: name }),
    isPending: pause.isPending || resume.isPending || drain.isPending,
    /** `onDone` is called once they are set. */
    setLimits: (limits: Limits, onDone: () => void) =>
      setLimits.mutate({ queue: name, ...limits }, { onSuccess: onDone }),
    isSetting: setLimits.isPending,
    /** Of the last pause, resume or drain. */
    error: latest.error,
    limitsError: setLimits.error,
  };
}
export type ControlsOfQueue = ReturnType<typeof useQueueControls>;
