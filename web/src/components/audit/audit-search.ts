import type { AuditEntry } from '../../api.ts';
import { filterOf, readTimelineSearch, type SpanName } from '../timeline/timeline-search.ts';

export const OUTCOMES = ['done', 'refused', 'failed'] as const satisfies AuditEntry['outcome'][];

/** The filter of the page as its address has it. `since` gives way to `from`. */
export interface AuditSearch {
  readonly actor?: string | undefined;
  /** A procedure, or all that begin so: `tasks.`. */
  readonly action?: string | undefined;
  readonly object?: string | undefined;
  readonly outcome?: AuditEntry['outcome'] | undefined;
  readonly since?: SpanName | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Names and ids may look like numbers in an address. */
function word(value: unknown, longest: number): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, longest) : undefined;
}

/** Reads the address, which people type: what makes no sense is left out. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const { since, from, to } = readTimelineSearch(search);
  return {
    actor: word(search['actor'], 100),
    action: word(search['action'], 100),
    object: word(search['object'], 200),
    outcome: OUTCOMES.find((outcome) => outcome === search['outcome']),
    since,
    from,
    to,
  };
}

/** What the server is asked for; `now` is epoch ms. */
export function auditFilter(search: AuditSearch, now: number): Omit<AuditSearch, 'since'> {
  const { since, from, to, ...named } = search;
  const times = filterOf({ since, from, to }, now);
  return { ...named, from: times.from, to: times.to };
}

/** Where the same entries are to be had as CSV. */
export function csvAddress(filter: Omit<AuditSearch, 'since'>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter))
    if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '/api/audit.csv' : `/api/audit.csv?${query}`;
}
