import type { AuditStore } from '../redis/audit-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { AuditEntry, AuditPage, AuditQuery } from '../schemas/audit.ts';

/** Entries looked at in one reading, and in one call at most. */
const CHUNK = 500;
const MOST_READ = 10_000;

/** Who did what. */
export interface AuditServices {
  /** Errors: REDIS_UNAVAILABLE. */
  page(query: AuditQuery): Promise<AuditPage>;
}

type Filter = Omit<AuditQuery, 'limit' | 'cursor'>;

export function makeAuditServices({ audit }: { readonly audit: AuditStore }): AuditServices {
  return {
    async page({ limit, cursor, ...filter }) {
      const items: AuditEntry[] = [];
      let before = cursor ?? null;
      for (let read = 0; read < MOST_READ; read += CHUNK) {
        const { entries, next } = await withRedis(audit.backwards(before, CHUNK));
        for (const entry of entries) {
          // They are in the order of their times, but for what the clocks of servers differ.
          if (!belongs(entry, filter)) continue;
          items.push(entry);
          if (items.length === limit) return { items, nextCursor: entry.id };
        }
        if (next === null) return { items, nextCursor: null };
        before = next;
      }
      return { items, nextCursor: before };
    },
  };
}

function belongs(entry: AuditEntry, { actor, action, object, outcome, from, to }: Filter): boolean {
  const at = Date.parse(entry.at);
  return (
    (actor === undefined || entry.actor?.name === actor) &&
    (action === undefined ||
      (action.endsWith('.') ? entry.action.startsWith(action) : entry.action === action)) &&
    (object === undefined || entry.objects.includes(object)) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (from === undefined || at >= Date.parse(from)) &&
    (to === undefined || at <= Date.parse(to))
  );
}
