import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { makeAccountStore } from '../redis/account-store.ts';
import { makeAuditStore } from '../redis/audit-store.ts';
import { makeTokenStore } from '../redis/token-store.ts';
import { makeAudit } from '../audit/audit.ts';
import { makeTokenCheck } from './api-tokens.ts';
import { makeSessions } from './sessions.ts';
import { makeSignInLimit } from './sign-in-limit.ts';
import { makeSignIn } from './sign-in.ts';

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly now: () => number;
}

/** All that knows who may come in, and what they did. */
export function makeAuth({ redis, keys, log, now }: Parts) {
  const accounts = makeAccountStore(redis, keys);
  const tokens = makeTokenStore(redis, keys);
  const sessions = makeSessions(redis, keys, now);
  const limit = makeSignInLimit(redis, keys);
  const signIn = makeSignIn({ accounts, sessions, limit, now });
  const auditStore = makeAuditStore(redis, keys, now);
  const audit = makeAudit({ store: auditStore, log, now });
  const tokenActor = makeTokenCheck(tokens, now);
  return { accounts, tokens, sessions, signIn, tokenActor, auditStore, audit };
}
