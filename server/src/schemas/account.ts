import { z } from 'zod';
import { Instant } from './common.ts';
import { Role } from './session.ts';

/** What `TASKDECK_TOKEN` and schedules are called where it says who did something. */
const TAKEN = ['token', 'schedule'];

/** Small letters, so that no two names look alike but for their case. */
export const AccountName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._@-]{0,59}$/,
    'takes 1 to 60 letters, digits, ., _, @ and -, beginning with a letter or digit',
  )
  .refine((name) => !TAKEN.includes(name), { error: 'is taken by the product itself' })
  .meta({ description: 'Name of an account; upper case is taken as lower case' });

/** Length is what counts (NIST SP 800-63B, 3.1.1.2); the upper bound keeps hashing cheap. */
export const Password = z
  .string()
  .min(12, 'must have at least 12 characters')
  .max(200, 'must have at most 200 characters');

/** Somebody who may sign in. */
export const Account = z.object({
  name: z.string(),
  role: Role,
  /** False: may not sign in; its sessions have ended. */
  enabled: z.boolean(),
  createdAt: Instant,
  /** null: never. */
  lastSignInAt: Instant.nullable(),
  /** `oidc`: made by the identity provider, without a password of its own. */
  from: z.enum(['password', 'oidc']),
});
export type Account = z.infer<typeof Account>;
export const Accounts = z.object({ items: z.array(Account) });
export type Accounts = z.infer<typeof Accounts>;

/** null: whoever asks has none, because a token or a one-time link vouches for them. */
export const OwnAccount = z.object({ account: Account.nullable() });
export type OwnAccount = z.infer<typeof OwnAccount>;

export const NewAccount = z.strictObject({ name: AccountName, role: Role, password: Password });
export type NewAccount = z.infer<typeof NewAccount>;

/** What is left out stays. Sessions of the account end when its role or password changes or it is disabled. */
export const AccountChange = z.strictObject({
  name: AccountName,
  role: Role.optional(),
  enabled: z.boolean().optional(),
  password: Password.optional(),
});
export type AccountChange = z.infer<typeof AccountChange>;

export const OwnPassword = z.strictObject({
  current: z.string().max(200).meta({ description: 'The password until now' }),
  password: Password,
});
export type OwnPassword = z.infer<typeof OwnPassword>;

/** A browser or program that is signed in. */
export const SessionView = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  createdAt: Instant,
  /** To the minute. */
  lastSeenAt: Instant,
  /** At the latest; earlier after a day without a request. */
  expiresAt: Instant,
  /** As seen by the server; null: not known. */
  address: z.string().nullable(),
  /** What it calls itself; text of a stranger, at most 200 characters. */
  agent: z.string().nullable(),
  /** The one that asks. */
  current: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;
export const SessionList = z.object({ items: z.array(SessionView) });
export type SessionList = z.infer<typeof SessionList>;

/** A bearer token for programs. */
export const ApiToken = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  createdBy: z.string(),
  createdAt: Instant,
  /** null: does not expire. */
  expiresAt: Instant.nullable(),
  /** To the minute; null: never. */
  lastUsedAt: Instant.nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;
export const ApiTokens = z.object({ items: z.array(ApiToken) });
export type ApiTokens = z.infer<typeof ApiTokens>;

export const NewApiToken = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{C}]*$/u, 'takes no control characters')
    .meta({ description: 'What it is for' }),
  role: Role.meta({ description: 'At most that of who makes it' }),
  expiresInDays: z.int().min(1).max(3_650).nullable().default(90).meta({
    description: 'null: does not expire; default 90',
  }),
});
export type NewApiToken = z.infer<typeof NewApiToken>;

/** `token` is shown this once: only its hash is stored. */
export const MadeApiToken = ApiToken.extend({ token: z.string() });
export type MadeApiToken = z.infer<typeof MadeApiToken>;
