import { DeadLetterGroup } from '@taskdeck/tasks';
import { z } from 'zod';
import { Instant } from './common.ts';

/** Dead letters with one cause. Their jobs: `GET /api/tasks?fingerprint=`. */
export const DeadLetterSummary = DeadLetterGroup.extend({
  fingerprint: z.string(),
  count: z.int(),
  /** End of the oldest and of the newest. */
  firstAt: Instant,
  lastAt: Instant,
  /** The newest one. */
  newestId: z.string(),
});
export type DeadLetterSummary = z.infer<typeof DeadLetterSummary>;

/** Largest group first. */
export const DeadLetters = z.object({ items: z.array(DeadLetterSummary), total: z.int() });
export type DeadLetters = z.infer<typeof DeadLetters>;
