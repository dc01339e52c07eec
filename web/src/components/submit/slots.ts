import type { WorkerView } from '@taskdeck/server/schemas/worker';

/** Room for jobs of one queue. */
interface QueueSlots {
  /** Workers that take jobs of it now: neither lost nor draining. */
  readonly workers: number;
  readonly all: number;
  readonly free: number;
}

/** Counts the slots of a queue over the workers that serve it. */
export function slotsFor(queue: string, workers: readonly WorkerView[]): QueueSlots {
  let serving = 0;
  let all = 0;
  let busy = 0;
  for (const worker of workers) {
    const slots = worker.slots.find((slot) => slot.queue === queue)?.concurrency ?? 0;
    if (worker.state !== 'running' || slots === 0) continue;
    serving += 1;
    all += slots;
    busy += worker.running.filter((job) => job.queue === queue).length;
  }
  return { workers: serving, all, free: Math.max(0, all - busy) };
}
