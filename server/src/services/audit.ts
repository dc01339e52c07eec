import type { AuditStore } from '../redis/audit-store.ts';
import type { AuditEntry, AuditPage, AuditQuery } from '../schemas/audit.ts';
import { streamPage } from './stream-pages.ts';

/** Entries looked at in one call at most. */
const MOST_READ = 10_000;

/** Who did what. */
export interface AuditServices {
  /** Errors: REDIS_UNAVAILABLE. */
  page(query: AuditQuery): Promise<AuditPage>;
}

type Filter = Omit<AuditQuery, 'limit' | 'cursor'>;

export function makeAuditServices({ audit }: { readonly audit: AuditStore }): AuditServices {
  return {
    page: ({ limit, cursor, ...filter }) =>
      streamPage(
        {
          backwards: (before, count) => audit.backwards(before, count),
          most: MOST_READ,
          belongs: (entry) => belongs(entry, filter),
        },
        { limit, cursor },
      ),
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
