import { Heartbeat } from '@taskdeck/tasks';
import { z } from 'zod';

/** A worker as the panel shows it: its heartbeat with what only the panel knows. `queues` are names here, as outsiders rely on it. */
export const WorkerView = Heartbeat.omit({ state: true, queues: true, running: true }).extend({
  queues: z.array(z.string()),
  slots: z.array(z.object({ queue: z.string(), concurrency: z.int() })),
  /** `paused` and `draining`: takes nothing new. `lost`: no heartbeat for 7 s; it disappears after a minute. */
  state: z.enum(['running', 'paused', 'draining', 'lost']),
  running: z.array(
    z.object({ id: z.string(), task: z.string(), queue: z.string(), since: z.string() }),
  ),
  /** Container name and service; null when it does not run in one or Docker can't be asked. */
  container: z
    .object({ name: z.string(), service: z.string().nullable(), replica: z.int().nullable() })
    .nullable(),
});
export type WorkerView = z.infer<typeof WorkerView>;
export const Workers = z.object({ items: z.array(WorkerView) });
export type Workers = z.infer<typeof Workers>;
