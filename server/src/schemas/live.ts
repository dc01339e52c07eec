import { z } from 'zod';
import { Action } from './action.ts';
import { Containers } from './container.ts';
import { JobRow } from './job.ts';
import { Networks } from './network.ts';
import { DockerAccess } from './docker-access.ts';
import { StackDay } from './stack-day.ts';
import { TimelineEvent } from './timeline.ts';
import { Stats } from './stats.ts';
import { Swarm } from './swarm.ts';
import { Workers } from './worker.ts';

/**
 * What the one live stream of a tab carries. Everything but `jobs` and `action` is state: the newest replaces what was there.
 * Order: `hello` first (also after each reconnect), then whatever happens. A `tick` comes every 2 s, so silence of 5 s means stale.
 */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    /** Version of the server: another than the page was built for means "reload". */
    version: z.string(),
    stats: Stats.nullable(),
    workers: Workers.nullable(),
    containers: Containers.nullable(),
  }),
  z.object({ type: z.literal('tick'), at: z.string(), redis: z.enum(['up', 'down']) }),
  z.object({ type: z.literal('stats'), stats: Stats }),
  z.object({ type: z.literal('workers'), workers: Workers }),
  z.object({ type: z.literal('containers'), containers: Containers }),
  /** Only when something in them changed. Not part of `hello`: few pages need them. */
  z.object({ type: z.literal('networks'), networks: Networks }),
  /** Each minute. Not part of `hello`. */
  z.object({ type: z.literal('day'), day: StackDay }),
  /** Each minute while somebody looks, and when somebody had it checked. Not part of `hello`. */
  z.object({ type: z.literal('access'), access: DockerAccess }),
  /** Every 10 s while somebody looks and DOCKER_SWARM is on. Not part of `hello`. */
  z.object({ type: z.literal('swarm'), swarm: Swarm }),
  /** What containers are made of, or when they started or became healthy, changed: details and start-up are old. */
  z.object({ type: z.literal('facts') }),
  /** Something happened to containers: newest last. */
  z.object({ type: z.literal('timeline'), events: z.array(TimelineEvent) }),
  /** Schedules changed or ran: what is known of them is old. */
  z.object({ type: z.literal('schedules') }),
  /** A background action began, went on (at most twice a second) or ended. */
  z.object({ type: z.literal('action'), action: Action }),
  /**
   * Jobs that changed, as they are now, and ids that are gone. `dropped`: more changed than fit, or the reader was slow; lists must be
   * fetched again.
   */
  z.object({
    type: z.literal('jobs'),
    rows: z.array(JobRow),
    removed: z.array(z.string()),
    dropped: z.boolean(),
  }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
