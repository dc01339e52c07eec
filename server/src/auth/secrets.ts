import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, safe in a URL and a cookie. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored instead of a secret. Plain SHA-256 is enough: the secrets have full entropy. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'hex');

/** A check against one known secret, in constant time whatever is shown to it. */
export function secretCheck(known: string): (shown: string) => boolean {
  const digest = (secret: string) => hash('sha256', secret, 'buffer');
  const expected = digest(known);
  return (shown) => timingSafeEqual(digest(shown), expected);
}
