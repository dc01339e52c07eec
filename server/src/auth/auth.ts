import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { makeAccountStore } from '../redis/account-store.ts';
import { makeTokenStore } from '../redis/token-store.ts';
import { makeTokenCheck } from './api-tokens.ts';
import { makeSessions } from './sessions.ts';
import { makeSignInLimit } from './sign-in-limit.ts';
import { makeSignIn } from './sign-in.ts';

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly now: () => number;
}

/** All that knows who may come in. */
export function makeAuth({ redis, keys, now }: Parts) {
  const accounts = makeAccountStore(redis, keys);
  const tokens = makeTokenStore(redis, keys);
  const sessions = makeSessions(redis, keys, now);
  const limit = makeSignInLimit(redis, keys);
  const signIn = makeSignIn({ accounts, sessions, limit, now });
  return { accounts, tokens, sessions, signIn, tokenActor: makeTokenCheck(tokens, now) };
}
