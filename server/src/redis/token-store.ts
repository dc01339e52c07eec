import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { ApiToken } from '../schemas/account.ts';
import { makeScript } from './script.ts';

/** API tokens by the SHA-256 of their secret, in Redis, so that every replica knows them. */
export interface TokenStore {
  all(): Promise<ApiToken[]>;
  get(hash: string): Promise<ApiToken | null>;
  put(hash: string, token: ApiToken): Promise<void>;
  /** The same for one that is still there: what was revoked stays so. */
  touch(hash: string, token: ApiToken): Promise<void>;
  /** The one that is gone, and its streams with it; null when there is none with this id. */
  remove(id: string): Promise<ApiToken | null>;
}

const replace = makeScript(
  `if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end return 1`,
);

const parse = (text: string): ApiToken => ApiToken.parse(JSON.parse(text));

export function makeTokenStore(redis: Redis, { apiTokens, proofEnds }: Keys): TokenStore {
  return {
    async all() {
      const texts = await redis.hvals(apiTokens);
      return texts.map(parse).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    },
    async get(hash) {
      const text = await redis.hget(apiTokens, hash);
      return text === null ? null : parse(text);
    },
    async put(hash, token) {
      await redis.hset(apiTokens, hash, JSON.stringify(token));
    },
    async touch(hash, token) {
      await replace(redis, [apiTokens], [hash, JSON.stringify(token)]);
    },
    async remove(id) {
      const stored = Object.entries(await redis.hgetall(apiTokens));
      const found = stored.find(([, text]) => parse(text).id === id);
      if (found === undefined) return null;
      await redis.hdel(apiTokens, found[0]);
      await redis.publish(proofEnds, id);
      return parse(found[1]);
    },
  };
}
