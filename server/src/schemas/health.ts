import { z } from 'zod';
import { Availability } from './common.ts';

/** No detail beyond up or down and a count: this is readable without sign-in. */
export const Health = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  version: z.string(),
  checks: z.object({
    redis: Availability,
    /** Workers with a heartbeat; null when Redis can't be asked. */
    workers: z.int().nullable(),
    docker: z.enum(['up', 'down', 'off']),
  }),
});
export type Health = z.infer<typeof Health>;
