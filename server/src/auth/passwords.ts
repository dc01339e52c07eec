import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MiB and about 100 ms a password; OWASP's second recommendation for scrypt (N = 2^15, r = 8, p = 3) in one lane. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const KEY_BYTES = 32;

/** One at a time: each takes 32 MiB, and whoever asks for many at once must not be able to fill the memory. */
let last: Promise<unknown> = Promise.resolve();

function derive(password: string, salt: Buffer): Promise<Buffer> {
  const derived = last.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        // Typed on different keyboards, the same letters may come as different code points.
        scrypt(password.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) =>
          error === null ? resolve(key) : reject(error),
        );
      }),
  );
  last = derived.catch(() => undefined);
  return derived;
}

/** What is stored instead of a password: `scrypt$<salt>$<key>`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return `scrypt$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** Whether the password is the stored one. `stored` null, for an account that does not exist, takes as long and is false. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, salt = '', key = ''] = stored?.split('$') ?? [];
  const expected = Buffer.from(key, 'base64url');
  const derived = await derive(password, Buffer.from(salt, 'base64url'));
  return expected.length === derived.length && timingSafeEqual(derived, expected);
}
