import { z } from 'zod';
import { Instant } from './common.ts';

/** A place of a service whose task does not run as it should. Words for states are Docker's own. */
export const SwarmTrouble = z.object({
  /** From 1; null: a service with one on each node. */
  replica: z.int().nullable(),
  /** Where it is, or was when it failed; null: nowhere yet. */
  node: z.string().nullable(),
  desired: z.string(),
  observed: z.string(),
  /** Since when it is observed so. */
  since: Instant.nullable(),
  /** Of the newest task, or of the one before it where that has none yet; null: Docker gives no reason. */
  error: z.string().nullable(),
  /** Of the same task as `error`; null: it did not end, or never ran. */
  exitCode: z.int().nullable(),
  /** Tasks of this place that failed, as far as Swarm remembers them (five by default). */
  failures: z.int(),
});
export type SwarmTrouble = z.infer<typeof SwarmTrouble>;

export const SwarmServiceView = z.object({
  id: z.string(),
  /** As in the stack's file: without the name of the stack. */
  name: z.string(),
  /** null: it belongs to none. */
  stack: z.string().nullable(),
  mode: z.enum(['replicated', 'global', 'job']),
  /** Tasks that should run, and do; null: an older engine does not tell. */
  desired: z.int().nullable(),
  running: z.int().nullable(),
  /** null: it is no job. `total` null: not told. */
  job: z.object({ completed: z.int(), total: z.int().nullable() }).nullable(),
  /** Without its digest; null: it runs no container. */
  image: z.string().nullable(),
  /** The first of `troubledTotal`. */
  troubled: z.array(SwarmTrouble),
  troubledTotal: z.int(),
});
export type SwarmServiceView = z.infer<typeof SwarmServiceView>;

export const SwarmNodeView = z.object({
  id: z.string(),
  hostname: z.string(),
  role: z.enum(['manager', 'worker']),
  /** `active`, `pause` or `drain`. */
  availability: z.string(),
  /** `ready`, `down`, `disconnected` or `unknown`. */
  state: z.string(),
  leader: z.boolean(),
  cpus: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  engineVersion: z.string().nullable(),
});
export type SwarmNodeView = z.infer<typeof SwarmNodeView>;

/** The Swarm that Docker manages. Never environments, arguments, labels, mounts or addresses. */
export const Swarm = z.object({
  /** `off`: DOCKER_SWARM is. `not-manager`: Docker is in no Swarm, or a worker of one. `unavailable`: it could not be asked; shown is what was seen last. */
  state: z.enum(['off', 'not-manager', 'unavailable', 'connected']),
  /** In words, for people; null when connected. */
  reason: z.string().nullable(),
  /** When it was read; null: never. */
  at: Instant.nullable(),
  /** Of the stack of the project shown; of all where that is not known, or `*`. By stack and name. */
  services: z.array(SwarmServiceView),
  /** Of the whole Swarm, by name. */
  nodes: z.array(SwarmNodeView),
  /** How many are left out above. */
  omitted: z.object({ services: z.int(), nodes: z.int() }),
});
export type Swarm = z.infer<typeof Swarm>;
