import { z } from 'zod';
import { Instant } from './common.ts';
import { Role } from './session.ts';

/** `refused`: not signed in, or the role is not enough. `failed`: allowed, but it could not be done; `code` says why. */
const AuditOutcome = z.enum(['done', 'refused', 'failed']);

/** One change that somebody made or tried to. */
export const AuditEntry = z.object({
  /** Orders entries as they were noted. */
  id: z.string(),
  at: Instant,
  /** null: nobody who is known. */
  actor: z.object({ name: z.string(), role: Role, via: z.enum(['session', 'token']) }).nullable(),
  /** The procedure, such as `tasks.cancel`, or `session.begin` and `session.end`. */
  action: z.string(),
  /** Ids and names that it concerned, at most 20. */
  objects: z.array(z.string()),
  /** What was asked for, as JSON of at most 2,000 characters, without payloads and secrets; null: nothing besides the objects. */
  request: z.string().nullable(),
  /** What changed, as JSON of at most 2,000 characters each; null where there is nothing to compare. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** As the server saw it; null: not known. */
  address: z.string().nullable(),
  requestId: z.string(),
  outcome: AuditOutcome,
  /** Code of the error; null when it was done. */
  code: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = z.object({
  actor: z.string().max(100).optional().meta({ description: 'Name of who did it' }),
  action: z.string().max(100).optional().meta({
    description: 'A procedure, or all that begin so: `tasks.`',
  }),
  object: z.string().max(200).optional().meta({ description: 'An id or name that it concerned' }),
  outcome: AuditOutcome.optional(),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Not before this time' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Not after this time' }),
  cursor: z
    .string()
    .regex(/^\d{1,16}-\d{1,10}$/)
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

/** Newest first. A page may hold fewer than `limit` entries and still have a next one: a filter looks at a bounded number a call. */
export const AuditPage = z.object({
  items: z.array(AuditEntry),
  nextCursor: z.string().nullable(),
});
export type AuditPage = z.infer<typeof AuditPage>;
