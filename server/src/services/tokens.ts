import { hashSecret, newSecret } from '../auth/secrets.ts';
import { TOKEN_PREFIX } from '../auth/api-tokens.ts';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import type { TokenStore } from '../redis/token-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { ApiToken, ApiTokens, MadeApiToken, NewApiToken } from '../schemas/account.ts';

const DAY_MS = 86_400_000;

/** Bearer tokens for programs. Errors of all: REDIS_UNAVAILABLE. */
export interface TokenServices {
  /** Newest first; expired ones stay listed until they are revoked. */
  list(): Promise<ApiTokens>;
  /** The answer is the only place where the token stands. */
  create(token: NewApiToken, actor: Actor): Promise<MadeApiToken>;
  /** Errors: NOT_FOUND. */
  revoke(id: string): Promise<ApiToken>;
}

interface Parts {
  readonly tokens: TokenStore;
  readonly newId: () => string;
  readonly now: () => number;
}

export function makeTokens({ tokens, newId, now }: Parts): TokenServices {
  return {
    list: async () => ({ items: await withRedis(tokens.all()) }),
    async create({ name, role, expiresInDays }, actor) {
      const at = now();
      const secret = TOKEN_PREFIX + newSecret();
      const token: ApiToken = {
        id: newId(),
        name,
        role,
        createdBy: actor.name,
        createdAt: new Date(at).toISOString(),
        expiresAt:
          expiresInDays === null ? null : new Date(at + expiresInDays * DAY_MS).toISOString(),
        lastUsedAt: null,
      };
      await withRedis(tokens.put(hashSecret(secret), token));
      return { ...token, token: secret };
    },
    async revoke(id) {
      const revoked = await withRedis(tokens.remove(id));
      if (revoked === null) throw new AppError('NOT_FOUND', 'There is no such token (any more).');
      return revoked;
    },
  };
}
