import { z } from 'zod';

/** The files that a job has left so far. */
export const Artifacts = z.object({
  items: z.array(
    z.object({
      name: z.string().meta({ description: 'Path below the job’s folder' }),
      sizeBytes: z.int(),
    }),
  ),
});
export type Artifacts = z.infer<typeof Artifacts>;
