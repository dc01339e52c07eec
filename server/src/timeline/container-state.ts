import { z } from 'zod';
import type { ContainerView } from '../schemas/container.ts';

/**
 * How the timeline last knew a container: what its events, one after another, have made of it. `null` is unknown, and is not compared.
 * Kept in Redis, because the daemon forgets with each start and restart what it was before.
 */
export const ContainerState = z.object({
  id: z.string(),
  host: z.string().nullable(),
  name: z.string(),
  service: z.string().nullable(),
  replica: z.int().nullable(),
  /** `down`: it was created and does not run, whatever Docker calls that. */
  runs: z.enum(['running', 'paused', 'down']).nullable(),
  /** Its last start and end, epoch ms by Docker's clock. */
  startedMs: z.number().nullable(),
  endedMs: z.number().nullable(),
  health: z.enum(['healthy', 'unhealthy', 'starting']).nullable(),
  restarts: z.int().nullable(),
  oomKilled: z.boolean().nullable(),
  networks: z.array(z.string()).nullable(),
});
export type ContainerState = z.infer<typeof ContainerState>;

/** What identifies a container in an event. */
export const identity = ({ id, host, name, service, replica }: ContainerState) => ({
  id,
  host,
  name,
  service,
  replica,
});

const ms = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

/** Pure: what a sample says of a container. */
export function sampledState(view: ContainerView): ContainerState {
  const { state } = view;
  return {
    id: view.id,
    host: view.host,
    name: view.name,
    service: view.service,
    replica: view.replica,
    runs: state === 'running' || state === 'paused' ? state : 'down',
    startedMs: ms(view.startedAt),
    endedMs: ms(view.finishedAt),
    health: view.health,
    restarts: view.restarts,
    oomKilled: view.oomKilled,
    networks: view.networks.map(({ name }) => name),
  };
}
