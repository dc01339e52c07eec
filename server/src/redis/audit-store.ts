import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { AuditEntry } from '../schemas/audit.ts';
import { readBackwards, type Stretch } from './stream-entries.ts';

/** Entries are kept this long, and about this many at most. */
const KEEP_MS = 90 * 86_400_000;
const KEEP = 100_000;

/** Who did what, in Redis: only ever appended to; the oldest go by age and number. */
export interface AuditStore {
  add(entry: Omit<AuditEntry, 'id'>): Promise<void>;
  /** The next `count` entries before a place (an id; null: the newest), newest first, and the place to go on from; null: there are no more. */
  backwards(before: string | null, count: number): Promise<Stretch<AuditEntry>>;
}

export function makeAuditStore(redis: Redis, { audit }: Keys, now: () => number): AuditStore {
  let sinceTrim = 0;
  return {
    async add(entry) {
      await redis.xadd(audit, 'MAXLEN', '~', KEEP, '*', 'entry', JSON.stringify(entry));
      // One command can trim by one of the two only; age need not be exact.
      sinceTrim += 1;
      if (sinceTrim % 100 === 1) await redis.xtrim(audit, 'MINID', '~', now() - KEEP_MS);
    },
    backwards: (before, count) =>
      readBackwards({ redis, key: audit, Entry: AuditEntry }, before, count),
  };
}
