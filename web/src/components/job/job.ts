import type { TrpcClient } from '../../trpc.ts';

/** A job as it arrives here: what is unknown to the types (input, result) may be missing in JSON. */
export type Job = Awaited<ReturnType<TrpcClient['tasks']['get']['query']>>;
export type JobAttempt = Job['attempts'][number];

/** Where an attempt ran, as people call it: service and replica, else its container's name, else the host. */
export function placeName({ container, host }: Pick<JobAttempt, 'container' | 'host'>): string {
  if (!container?.name) return host;
  const { name, service } = container;
  const at = service === null ? -1 : name.lastIndexOf(`${service}-`);
  return at === -1 ? name : name.slice(at);
}
