import { z } from 'zod';

/** How far a job is: `current` of `total` units of its own choosing, and at most one short line of words. */
export const Progress = z.object({
  current: z.number().min(0),
  total: z.number().min(0),
  message: z.string().max(200).optional(),
});
export type Progress = z.infer<typeof Progress>;
