import { z } from 'zod';
import { Instant } from './common.ts';
import { Engine } from './container.ts';

/** One rule that the stack is held to, as it holds for one service, for the stack as a whole or for the panel itself. */
export const HardeningCheck = z.object({
  /** Names the rule, such as `read-only-root`. */
  rule: z.string(),
  about: z.enum(['containers', 'stack', 'panel']),
  /** The Compose service (the container, where it is of none); null: it is not about one, or none can be seen. */
  service: z.string().nullable(),
  /** A container of the service that shows it best; null: there is none to look at. */
  containerId: z.string().nullable(),
  /** What is demanded, in words. */
  demand: z.string(),
  /** null: can't tell. */
  passes: z.boolean().nullable(),
  /** What is the case, or why it can't be told. Code stands in backticks here and in `remedy`. */
  found: z.string(),
  /** What it means where it does not hold. */
  meaning: z.string(),
  /** What to do, in Compose or the environment; null when it passes. */
  remedy: z.string().nullable(),
});
export type HardeningCheck = z.infer<typeof HardeningCheck>;

export const Hardening = z.object({
  engine: Engine,
  /** When the containers were read; null when never. */
  at: Instant.nullable(),
  /** How the panel itself is set. */
  panel: z.object({
    /** Browsers reach it by TLS, as `PUBLIC_URL` says. */
    tls: z.boolean(),
    readOnly: z.boolean(),
    /** Programs may sign in with the one token of `TASKDECK_TOKEN`. */
    sharedToken: z.boolean(),
    /** How many accounts there are; null: can't tell. */
    accounts: z.int().nullable(),
  }),
  /** What fails first, then what can't be told, then what passes. */
  checks: z.array(HardeningCheck),
});
export type Hardening = z.infer<typeof Hardening>;
