import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes are taken from the system for many ids at once: one by one they cost more than all else about an id. */
const POOL_BYTES = 16 * 256;

/** Makes ids of jobs: UUIDv7 that only grow within this process, so that their order is the order of submission. */
export function makeJobIds(now: () => number): () => string {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  let msecs = 0;
  let seq = 0;
  return () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const random = pool.slice(used, used + 16);
    used += 16;
    // The counter of RFC 9562, section 6.2, method 1: it starts anew, low, in each millisecond. A clock that goes back keeps the newest one seen.
    seq = now() > msecs ? (random[9] ?? 0) : seq + 1;
    msecs = Math.max(now(), msecs);
    return v7({ random, msecs, seq });
  };
}
