import type { KnownWorker } from '../redis/heartbeats.ts';
import type { Containers, ContainerView } from '../schemas/container.ts';
import type { WorkerView } from '../schemas/worker.ts';

/** The container with that id, which may be cut to 12 digits as host names are. */
export function findContainer(
  containers: Containers | null,
  id: string | null,
): ContainerView | undefined {
  if (id === null || id.length < 12) return undefined;
  return containers?.items.find((container) => container.id.startsWith(id));
}

/** Pure: a worker's heartbeat with its container's name. */
export function workerView(worker: KnownWorker, containers: Containers | null): WorkerView {
  const container = findContainer(containers, worker.containerId);
  const { queues, ...rest } = worker;
  return {
    ...rest,
    queues: queues.map((queue) => queue.name),
    slots: queues.map((queue) => ({ queue: queue.name, concurrency: queue.concurrency })),
    container:
      container === undefined
        ? null
        : { name: container.name, service: container.service, replica: container.replica },
  };
}
