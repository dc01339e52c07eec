import type { Redis } from 'ioredis';
import { makeScript } from './script.ts';

/** A holder that dies is replaced within this and one attempt's interval: 5 s together. */
const LEASE_MS = 3_500;

const acquire = makeScript(`
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 1 end
if holder then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);
const release = makeScript(
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`,
);

/** The right to do something for the whole product, held by one replica at a time. */
export interface Lease {
  /** Takes or renews it; true when held. Call at least every second. */
  hold(): Promise<boolean>;
  /** Gives it up, so that another replica need not wait. */
  release(): Promise<void>;
}

/** `key` is the place of the lease, `replica` who asks for it. */
export function makeLease(redis: Redis, key: string, replica: string): Lease {
  return {
    hold: async () => (await acquire(redis, [key], [replica, LEASE_MS])) === 1,
    async release() {
      await release(redis, [key], [replica]);
    },
  };
}
