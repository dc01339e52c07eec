import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { makeAccountStore } from '../redis/account-store.ts';
import { makeAuditStore } from '../redis/audit-store.ts';
import { makeTokenStore } from '../redis/token-store.ts';
import { makeAudit } from '../audit/audit.ts';
import { OIDC_CALLBACK } from '../rest/oidc-routes.ts';
import { makeTokenCheck } from './api-tokens.ts';
import { makeOidc, type OidcSettings } from './oidc.ts';
import { makeSessions } from './sessions.ts';
import { makeSignInLimit } from './sign-in-limit.ts';
import { makeSignIn } from './sign-in.ts';

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly now: () => number;
  /** null: no identity provider. */
  readonly oidc: OidcSettings | null;
  /** Base of the panel's addresses. */
  readonly publicUrl: string;
}

/** All that knows who may come in, and what they did. */
export function makeAuth({ redis, keys, log, now, oidc: settings, publicUrl }: Parts) {
  const accounts = makeAccountStore(redis, keys);
  const tokens = makeTokenStore(redis, keys);
  const sessions = makeSessions(redis, keys, now);
  const limit = makeSignInLimit(redis, keys);
  const signIn = makeSignIn({ accounts, sessions, limit, now });
  const auditStore = makeAuditStore(redis, keys, now);
  const audit = makeAudit({ store: auditStore, log, now });
  const tokenActor = makeTokenCheck(tokens, now);
  const callbackUrl = publicUrl + OIDC_CALLBACK;
  const oidc = settings === null ? null : makeOidc({ redis, keys, settings, callbackUrl });
  return { accounts, tokens, sessions, signIn, oidc, tokenActor, auditStore, audit };
}
