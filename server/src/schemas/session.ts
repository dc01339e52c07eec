import { z } from 'zod';

export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;

/** Who is signed in, and what the server is. */
export const Me = z.object({
  name: z.string(),
  role: Role,
  version: z.string(),
  project: z.string().nullable(),
});
export type Me = z.infer<typeof Me>;
