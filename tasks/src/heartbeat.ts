import { z } from 'zod';

/** A worker writes its heartbeat this often, and soon after each job starts or ends. */
export const HEARTBEAT_MS = 2_000;
/** A heartbeat older than this (three beats and a margin) means the worker is lost. Age is taken from the key's remaining lifetime, so clocks do not matter. */
export const HEARTBEAT_LOST_MS = 7_000;
/** The key's lifetime: a lost worker is still listed, as lost, until then. */
export const HEARTBEAT_TTL_MS = 60_000;

/** What a worker says of itself, at the key `keys.worker(id)`. */
export const Heartbeat = z.object({
  /** UUIDv7, new at every start of the process. */
  id: z.string(),
  host: z.string(),
  /** Full container id, null outside a container or when it can't be told. */
  containerId: z.string().nullable(),
  pid: z.number().int(),
  version: z.string(),
  queues: z.array(z.object({ name: z.string(), concurrency: z.number().int().positive() })),
  /** Slots in all: the sum over its queues. */
  concurrency: z.number().int().positive(),
  /** `paused`: takes nothing new until it is resumed. `draining`: takes nothing new, finishes what runs, and exits. */
  state: z.enum(['running', 'paused', 'draining']),
  running: z.array(
    z.object({ id: z.string(), task: z.string(), queue: z.string(), since: z.string() }),
  ),
  /** Since the process started. */
  completed: z.number().int(),
  failed: z.number().int(),
  /** Resident set size. */
  memoryBytes: z.number().int(),
  /** Of one core, since the last heartbeat: 100 is one core busy, threads included. */
  cpuPercent: z.number(),
  /** p99 of the event loop's delay since the last heartbeat. */
  eventLoopLagMs: z.number(),
  startedAt: z.string(),
  /** By the worker's own clock, for display only. */
  lastSeenAt: z.string(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;
