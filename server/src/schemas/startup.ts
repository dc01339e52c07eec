import { z } from 'zod';
import { Instant } from './common.ts';
import { ContainerView } from './container.ts';
import { DependencyCondition } from './container-detail.ts';

/** How the project came up: each container's moments, and whom it waited for. */
export const Startup = z.object({
  /** The earliest moment, that of `created` or `started`; null: nothing is known. */
  from: Instant.nullable(),
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      service: z.string(),
      replica: z.int().nullable(),
      createdAt: Instant.nullable(),
      startedAt: Instant.nullable(),
      /** First probe that succeeded after this start; null: none yet, no health check, or before we watched. */
      healthyAt: Instant.nullable(),
      /** End of what has ended. */
      finishedAt: Instant.nullable(),
      hasHealthCheck: z.boolean(),
      state: ContainerView.shape.state,
      health: ContainerView.shape.health,
      exitCode: z.int().nullable(),
      done: z.boolean(),
      /** True if it was started anew after it was made: then its start says nothing of the order. */
      restarted: z.boolean(),
      dependsOn: z.array(
        z.object({
          service: z.string(),
          condition: DependencyCondition,
          /** When its last container fulfilled the condition; null: not (yet), or not known. */
          metAt: Instant.nullable(),
        }),
      ),
      /** The dependency that was met last before it started: what it waited for; null: it waited for none. */
      waitedFor: z.object({ service: z.string(), ms: z.int() }).nullable(),
    }),
  ),
});
export type Startup = z.infer<typeof Startup>;
