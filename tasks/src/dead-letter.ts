import { z } from 'zod';
import { JOB_ERROR_CODES } from './errors.ts';

/** What the dead letters of one fingerprint have in common, as JSON in the hash `keys.deadLetterGroups`. Written by the worker that fails the first. */
export const DeadLetterGroup = z.object({
  task: z.string(),
  queue: z.string(),
  code: z.enum(JOB_ERROR_CODES),
  /** The part of the message that they share; see `commonPart`. Hostile text. */
  message: z.string(),
});
export type DeadLetterGroup = z.infer<typeof DeadLetterGroup>;
