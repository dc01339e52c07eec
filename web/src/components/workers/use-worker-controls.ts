import { useMutation } from '@tanstack/react-query';
import type { Worker } from '../../api.ts';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';

/** What a worker was asked for and does not do yet: its state tells when it does, with its next heartbeat. */
function pendingOf(worker: Worker, asked: 'pause' | 'resume' | 'drain' | null) {
  if (asked === 'pause') return worker.state === 'running' ? 'Pausing…' : null;
  if (asked === 'resume') return worker.state === 'paused' ? 'Resuming…' : null;
  if (asked === 'drain')
    return worker.state === 'running' || worker.state === 'paused' ? 'Draining…' : null;
  return null;
}

/** What can be asked of one worker. */
export function useWorkerControls(worker: Worker) {
  const trpc = useTRPC();
  const may = useMay();
  const pause = useMutation(trpc.workerControls.pause.mutationOptions());
  const resume = useMutation(trpc.workerControls.resume.mutationOptions());
  const drain = useMutation(trpc.workerControls.drain.mutationOptions());
  const all = [
    { command: 'pause', mutation: pause },
    { command: 'resume', mutation: resume },
    { command: 'drain', mutation: drain },
  ] as const;
  const latest = all.reduce((a, b) => (b.mutation.submittedAt > a.mutation.submittedAt ? b : a));
  const isAsked = latest.mutation.isPending || latest.mutation.isSuccess;
  const { id } = worker;
  const listens = worker.state === 'running' || worker.state === 'paused';
  const isAllowed = (path: 'pause' | 'resume' | 'drain') =>
    listens &&
    may(`workerControls.${path}`) &&
    worker.queues.every((queue) => may(`workerControls.${path}`, { queue }));
  return {
    allowed: {
      pause: isAllowed('pause'),
      resume: isAllowed('resume'),
      drain: isAllowed('drain'),
    },
    /** What is being done; null: nothing. */
    pending: pendingOf(worker, isAsked ? latest.command : null),
    error: latest.mutation.error,
    pause: () => pause.mutate({ id }),
    resume: () => resume.mutate({ id }),
    drain: () => drain.mutate({ id }),
  };
}
export type WorkerControls = ReturnType<typeof useWorkerControls>;
