import { z } from 'zod';
import { Instant } from './common.ts';

/**
 * Whether and how Docker answers. `off`: not configured. `forbidden`: the socket or the gate refuses us. `unsupported`: it speaks no version of
 * Docker's API that we know.
 */
export const EngineState = z.enum([
  'connected',
  'connecting',
  'off',
  'unreachable',
  'forbidden',
  'unsupported',
]);
export type EngineState = z.infer<typeof EngineState>;

export const Engine = z.object({
  state: EngineState,
  /** One sentence for people on what is wrong and what to do; null when connected. */
  reason: z.string().nullable(),
  version: z.string().nullable(),
  apiVersion: z.string().nullable(),
  /** Host name of the engine. */
  name: z.string().nullable(),
  cpus: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  /** The Compose project shown; null: all containers. */
  project: z.string().nullable(),
  /** What answers; null: it can't be told. */
  kind: z.enum(['docker', 'podman']).nullable(),
  /** Runs without root on its host: limits then need control groups v2 and delegation. null: can't tell. */
  rootless: z.boolean().nullable(),
  /** Version of its control groups; null: can't tell. */
  cgroups: z.enum(['1', '2']).nullable(),
});
export type Engine = z.infer<typeof Engine>;

/** Null figures are unknown ("can't tell"), except limits and reservations, where null means that there is none. */
export const ContainerView = z.object({
  id: z.string(),
  /** Name of its engine in `DOCKER_HOSTS`; null: there is only one. */
  host: z.string().nullable(),
  name: z.string(),
  service: z.string().nullable(),
  replica: z.int().nullable(),
  image: z.string(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  /** null: it has no health check, or does not run (Docker calls every stopped or paused one unhealthy). */
  health: z.enum(['healthy', 'unhealthy', 'starting']).nullable(),
  /** True for a one-off (restart policy "no") that exited with 0: finished, not broken. */
  done: z.boolean(),
  createdAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  restarts: z.int().nullable(),
  exitCode: z.int().nullable(),
  oomKilled: z.boolean().nullable(),
  cpu: z.object({
    /** Cores in use, from two samples. */
    cores: z.number().nullable(),
    limitCores: z.number().nullable(),
    percentOfLimit: z.number().nullable(),
    /** Share of scheduler periods in which it was held back, between the two samples. */
    throttledPercent: z.number().nullable(),
  }),
  memory: z.object({
    /** As `docker stats` counts it: without inactive file cache. */
    usedBytes: z.number().nullable(),
    limitBytes: z.number().nullable(),
    reservationBytes: z.number().nullable(),
    percentOfLimit: z.number().nullable(),
  }),
  pids: z.object({ current: z.int().nullable(), limit: z.int().nullable() }),
  /** Bytes a second between two samples, over all networks and all devices; null: not known (yet), as with `network_mode: host`. */
  io: z.object({
    receivedPerSecond: z.number().nullable(),
    sentPerSecond: z.number().nullable(),
    readPerSecond: z.number().nullable(),
    writtenPerSecond: z.number().nullable(),
  }),
  /** Failed probes of its health check in a row; null: it has none, or does not run. */
  failingStreak: z.int().nullable(),
  /** End of the last probe of its health check; null: none yet, or it has none. */
  probedAt: Instant.nullable(),
  networks: z.array(
    z.object({ name: z.string(), ipAddress: z.string().nullable(), aliases: z.array(z.string()) }),
  ),
});
export type ContainerView = z.infer<typeof ContainerView>;

export const Containers = z.object({
  engine: Engine,
  /** When the figures were read (with several engines, the oldest of those that answer); null when never. */
  at: Instant.nullable(),
  items: z.array(ContainerView),
  /** One per entry of `DOCKER_HOSTS`, with the time of its figures; `engine` is the worst of them. Empty: there is only one engine. */
  engines: z.array(Engine.extend({ host: z.string(), at: Instant.nullable() })),
});
export type Containers = z.infer<typeof Containers>;
