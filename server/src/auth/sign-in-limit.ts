import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { AppError } from '../errors.ts';
import { makeScript } from '../redis/script.ts';
import { hashSecret } from './secrets.ts';

/** Failed attempts are counted for this long from the first one on. */
const WINDOW_SECONDS = 900;
/** Failures of one address, and on one account from all addresses: the second is looser, so that a stranger can't easily lock somebody out. */
const LIMITS = { address: 20, account: 100 } as const;

const count = makeScript(`
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return n
`);

const takeBack = makeScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end
`);

/** Slows down who guesses passwords, over all replicas. */
export interface SignInLimit {
  /** Counts an attempt before it is judged, so that many at once don't slip through. Errors: RATE_LIMITED with the seconds to wait. */
  demand(address: string, name: string): Promise<void>;
  /** The attempt was right: it and the failures on this account are forgotten. Those of the address are not, else whoever has an account could guess on between its own sign-ins. */
  forget(address: string, name: string): Promise<void>;
}

export function makeSignInLimit(redis: Redis, keys: Keys): SignInLimit {
  const places = (address: string, name: string) =>
    [
      [keys.signInFailures('address', hashSecret(address)), LIMITS.address],
      [keys.signInFailures('account', hashSecret(name)), LIMITS.account],
    ] as const;
  return {
    async demand(address, name) {
      for (const [key, limit] of places(address, name)) {
        const attempts = await count(redis, [key], [WINDOW_SECONDS]);
        if (Number(attempts) <= limit) continue;
        const seconds = Math.max(1, await redis.ttl(key));
        throw new AppError(
          'RATE_LIMITED',
          `Too many attempts to sign in. Try again in ${Math.ceil(seconds / 60)} min.`,
          { retryAfterSeconds: seconds },
        );
      }
    },
    async forget(address, name) {
      const [[ofAddress], [ofAccount]] = places(address, name);
      await Promise.all([takeBack(redis, [ofAddress], []), redis.del(ofAccount)]);
    },
  };
}
