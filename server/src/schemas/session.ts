import { z } from 'zod';

/** What somebody may do, the least first: each role may do what those before it may. */
export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;

/** Who is signed in, and what the server is. */
export const Me = z.object({
  name: z.string(),
  role: Role,
  /** The procedures that this actor may call, such as `tasks.cancel`: buttons of all others are not shown. */
  may: z.array(z.string()),
  /** Of which queues and tasks this actor may change something at all (`OPERATOR_QUEUES`, `OPERATOR_TASKS`); null: of all. */
  scope: z.object({
    queues: z.array(z.string()).readonly().nullable(),
    tasks: z.array(z.string()).readonly().nullable(),
  }),
  /** Every change is refused, whatever the role (`PANEL_READ_ONLY`). */
  readOnly: z.boolean(),
  version: z.string(),
  project: z.string().nullable(),
});
export type Me = z.infer<typeof Me>;
