import { z } from 'zod';
import { Instant } from './common.ts';
import { ContainerId } from './container-detail.ts';

/**
 * `gap`: nobody watched Docker from `at` until `until`; what changed meanwhile was found by comparison (`found`). `watching`: the first look
 * of all. The others are Docker's own events; `died` has the exit code.
 */
export const TimelineKind = z.enum([
  'created',
  'started',
  'restarted',
  'stopped',
  'died',
  'oom',
  'paused',
  'unpaused',
  'renamed',
  'updated',
  'removed',
  'healthy',
  'unhealthy',
  'connected',
  'disconnected',
  'gap',
  'watching',
]);
export type TimelineKind = z.infer<typeof TimelineKind>;

export const TimelineEvent = z.object({
  /** Orders events as they were noted. */
  id: z.string(),
  /** By Docker's clock; of a change that was found by comparison, when it was found, unless Docker told. */
  at: Instant,
  kind: TimelineKind,
  /** null: it concerns the whole engine. */
  container: z
    .object({
      id: z.string(),
      host: z.string().nullable(),
      name: z.string(),
      service: z.string().nullable(),
      replica: z.int().nullable(),
    })
    .nullable(),
  /** Of `connected` and `disconnected`. */
  network: z.string().nullable(),
  /** Of `died`; null elsewhere. */
  exitCode: z.int().nullable(),
  /** Jobs that ran in the container when it died or was out of memory, as its worker had last told; at most 100. */
  jobs: z.array(z.object({ id: z.string(), task: z.string() })),
  found: z.enum(['event', 'comparison']),
  /** End of a gap; null elsewhere. */
  until: Instant.nullable(),
  /** Why there is a gap, in words; null elsewhere. */
  reason: z.string().nullable(),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;

export const TimelineQuery = z.object({
  container: ContainerId.optional().meta({ description: 'Only of this container' }),
  service: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'Only of containers of this service' }),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Not before this time' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Not after this time' }),
  cursor: z
    .string()
    .regex(/^\d{1,16}-\d{1,10}$/)
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type TimelineQuery = z.infer<typeof TimelineQuery>;

/** Newest first. Gaps are told whatever the filter. A page may hold fewer than `limit` events and still have a next one. */
export const Timeline = z.object({
  items: z.array(TimelineEvent),
  nextCursor: z.string().nullable(),
});
export type Timeline = z.infer<typeof Timeline>;
