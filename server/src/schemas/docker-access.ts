import { z } from 'zod';
import { Instant } from './common.ts';

/** What the gate in front of Docker did with requests that it must refuse; sent are only such as would do no harm if they passed. */
export const DockerAccess = z.object({
  /** null: not tried yet. */
  checkedAt: Instant.nullable(),
  /** `proven`: all were refused. `open`: at least one got through. `unknown`: Docker or its gate could not be asked. */
  verdict: z.enum(['proven', 'open', 'unknown']),
  /** In words, for people: what is wrong and what to do; null when proven. */
  reason: z.string().nullable(),
  probes: z.array(
    z.object({
      method: z.string(),
      target: z.string(),
      /** What it would open if it passed, in a few words. */
      danger: z.string(),
      /** HTTP status; null: no answer. */
      status: z.int().nullable(),
      refused: z.boolean(),
    }),
  ),
});
export type DockerAccess = z.infer<typeof DockerAccess>;
