import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Actor } from '../context.ts';
import { Role } from '../schemas/session.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** A one-time sign-in link is good this long. */
const LINK_SECONDS = 86_400;
/** A session ends this long after sign-in. */
export const SESSION_SECONDS = 7 * 86_400;

const Stored = z.object({ name: z.string(), role: Role });

/** Sessions and one-time links, in Redis, so that every replica knows them. Only hashes of secrets are stored. */
export interface Sessions {
  /** Makes a one-time link; returns its secret. */
  newLink(): Promise<string>;
  /** Uses a link up and opens a session; returns the cookie's value, or null when the link is unknown, used or too old. */
  redeem(linkSecret: string): Promise<string | null>;
  /** Who the cookie belongs to; null when there is no such session. */
  actor(cookie: string): Promise<Omit<Actor, 'readOnly'> | null>;
  end(cookie: string): Promise<void>;
}

export function makeSessions(redis: Redis, keys: Keys): Sessions {
  return {
    async newLink() {
      const secret = newSecret();
      const who = JSON.stringify({ name: 'admin', role: 'admin' });
      await redis.set(keys.signInLink(hashSecret(secret)), who, 'EX', LINK_SECONDS);
      return secret;
    },
    async redeem(linkSecret) {
      // GETDEL: of two tabs that open the link at once, one gets in.
      const who = await redis.getdel(keys.signInLink(hashSecret(linkSecret)));
      if (who === null) return null;
      const cookie = newSecret();
      await redis.set(keys.session(hashSecret(cookie)), who, 'EX', SESSION_SECONDS);
      return cookie;
    },
    async actor(cookie) {
      const stored = await redis.get(keys.session(hashSecret(cookie)));
      return stored === null ? null : { ...Stored.parse(JSON.parse(stored)), via: 'session' };
    },
    async end(cookie) {
      await redis.del(keys.session(hashSecret(cookie)));
    },
  };
}
