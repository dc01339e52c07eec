import { Priority } from '@taskdeck/tasks';
import { z } from 'zod';
import { Instant, JobId } from './common.ts';
import { JobMatch } from './job.ts';

/** What can be done to many jobs at once. */
export const ActionKind = z.enum(['retry', 'run-now', 'cancel', 'remove', 'set-priority']);
export type ActionKind = z.infer<typeof ActionKind>;

/**
 * The jobs of an action: a selection, or all that match a filter when it comes to them and were submitted before it began. In the order of submission,
 * newest first; with a state and no tag ended jobs last ended first, others last to run first.
 */
const ActionTarget = z.union([
  z.strictObject({ ids: z.array(JobId).min(1).max(1_000) }),
  // Strict: a filter with a misspelt field would match more than was meant.
  z.strictObject({ filter: z.strictObject(JobMatch.shape) }),
]);
type ActionTarget = z.infer<typeof ActionTarget>;

export const ActionRequest = z.strictObject({
  kind: ActionKind,
  target: ActionTarget,
  priority: Priority.optional().meta({ description: 'Of set-priority, and only of it' }),
});
export type ActionRequest = z.infer<typeof ActionRequest>;

/**
 * An action that runs in the background, in batches, on one of the servers; when that one dies another goes on with the batch that was under way, and what of
 * it was done already counts as refused. Kept for a day.
 */
export const Action = z.object({
  id: z.uuid(),
  kind: ActionKind,
  priority: Priority.nullable(),
  /** The filter; null for a selection. */
  filter: JobMatch.nullable(),
  state: z.enum(['running', 'done', 'aborted', 'failed']),
  /** Jobs that it should look at: exact for a selection, an upper bound for a filter, null while that is not known. */
  total: z.int().nullable(),
  /** Jobs it was done to; of a filter without those that had the priority already. */
  done: z.int(),
  /** Jobs whose state did not allow it, or that were gone. */
  refused: z.int(),
  /** The first 100 of the refused, with the reason. */
  refusals: z.array(z.object({ id: z.string(), why: z.string() })),
  by: z.string(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  /** Why it failed; null unless it did. */
  error: z.string().nullable(),
});
export type Action = z.infer<typeof Action>;
export const Actions = z.object({ items: z.array(Action) });
export type Actions = z.infer<typeof Actions>;
