import type { Worker } from '../../api.ts';

/** What a worker is called: its service and replica, its container, or its host and process. */
export function workerName({ container, host, pid }: Pick<Worker, 'container' | 'host' | 'pid'>) {
  if (container?.service && container.replica !== null)
    return `${container.service}-${container.replica}`;
  return container?.name ?? `${host} · ${pid}`;
}

/** `default`, or `default 2, heavy 1` where slots are shared out. */
export function queueWords({ slots }: Pick<Worker, 'slots'>): string {
  const [only] = slots;
  if (slots.length === 1 && only) return only.queue;
  return slots.map(({ queue, concurrency }) => `${queue} ${concurrency}`).join(', ');
}

/** Slots without a job; 0 for a worker that takes nothing. */
export function freeSlots(worker: Pick<Worker, 'state' | 'running' | 'concurrency'>): number {
  return worker.state === 'running' ? Math.max(0, worker.concurrency - worker.running.length) : 0;
}
