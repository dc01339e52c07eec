import { z } from 'zod';
import type { PermissionPath } from '../permissions.ts';
import type { Services } from '../services/services.ts';

type Reader = (services: Services, request: unknown) => Promise<unknown>;

const Named = z.object({ name: z.string().toLowerCase() });
const ById = z.object({ id: z.string() });
const OfQueue = z.object({ queue: z.string() });

const account: Reader = async ({ accounts }, request) => {
  const { name } = Named.parse(request);
  const found = (await accounts.list()).items.find((one) => one.name === name);
  return found && { role: found.role, enabled: found.enabled };
};
const queue: Reader = async ({ queues }, request) => {
  const name = OfQueue.parse(request).queue;
  const found = (await queues.list()).items.find((one) => one.queue === name);
  return (
    found && {
      paused: found.paused !== null,
      globalConcurrency: found.globalConcurrency,
      rateLimit: found.rateLimit,
    }
  );
};
const schedule: Reader = async ({ schedules }, request) => {
  const { name, task, timing, paused } = await schedules.get(ById.parse(request).id);
  return { name, task, timing, paused };
};
const job: Reader = async (services, request) => {
  const [found] = await services.jobRows([ById.parse(request).id]);
  return found && { task: found.task, state: found.state, priority: found.priority };
};
const worker: Reader = async ({ workers }, request) => {
  const { id } = ById.parse(request);
  const found = (await workers()).items.find((one) => one.id === id);
  return found && { state: found.state };
};

/** How what a change concerns is read, before it and after it. */
const READERS: Partial<Record<PermissionPath, Reader>> = {
  'accounts.update': account,
  'accounts.remove': account,
  'queues.pause': queue,
  'queues.resume': queue,
  'queues.setLimits': queue,
  'schedules.update': schedule,
  'schedules.pause': schedule,
  'schedules.resume': schedule,
  'schedules.remove': schedule,
  'tasks.cancel': job,
  'tasks.retry': job,
  'tasks.runNow': job,
  'tasks.setPriority': job,
  'tasks.remove': job,
  'workerControls.pause': worker,
  'workerControls.resume': worker,
  'workerControls.drain': worker,
};

const readers: ReadonlyMap<string, Reader> = new Map(Object.entries(READERS));

/** What a change concerns as it stands now; null where nothing is compared, or it is not there (any more). Never rejects. */
export async function stateOf(
  path: string,
  services: Services,
  request: unknown,
): Promise<unknown> {
  try {
    return (await readers.get(path)?.(services, request)) ?? null;
  } catch {
    return null;
  }
}
