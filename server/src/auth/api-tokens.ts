import type { ProvenActor } from '../context.ts';
import type { TokenStore } from '../redis/token-store.ts';
import { hashSecret } from './secrets.ts';

/** How tokens begin, so that scanners for leaked secrets find them. */
export const TOKEN_PREFIX = 'td_';
/** When a token was last used is noted to this. */
const USED_MS = 60_000;

/** Who shows a token that was made in the panel; null: there is no such token, or it has expired. */
export function makeTokenCheck(
  store: TokenStore,
  now: () => number,
): (shown: string) => Promise<ProvenActor | null> {
  return async (shown) => {
    if (!shown.startsWith(TOKEN_PREFIX)) return null;
    const hash = hashSecret(shown);
    const token = await store.get(hash);
    if (token === null) return null;
    const { id, name, role, expiresAt, lastUsedAt } = token;
    if (expiresAt !== null && Date.parse(expiresAt) <= now()) return null;
    if (lastUsedAt === null || now() - Date.parse(lastUsedAt) >= USED_MS)
      await store.touch(hash, { ...token, lastUsedAt: new Date(now()).toISOString() });
    return { name: `token:${name}`, role, via: 'token', proofId: id };
  };
}
