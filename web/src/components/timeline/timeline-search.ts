import type { TimelineFilter } from '../../live-timeline.ts';

/** How far back a list goes, where it does not go to its beginning. */
export const SPANS = [
  { value: '1h', label: 'Last hour', ms: 3_600_000 },
  { value: '24h', label: 'Last 24 h', ms: 86_400_000 },
  { value: '7d', label: 'Last 7 days', ms: 604_800_000 },
] as const;
export type SpanName = (typeof SPANS)[number]['value'];

/** The filter of the page as its address has it. `since` gives way to `from`. */
export interface TimelineSearch extends TimelineFilter {
  readonly since?: SpanName | undefined;
}

const word = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function instant(value: unknown): string | undefined {
  const at = Date.parse(word(value) ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** Reads the address, which people type: what makes no sense is left out. */
export function readTimelineSearch(search: Record<string, unknown>): TimelineSearch {
  // A service may be called like a number.
  const service = word(String(search['service'] ?? ''))?.slice(0, 100);
  const container = word(search['container']);
  return {
    service,
    container: container !== undefined && /^[0-9a-f]{64}$/.test(container) ? container : undefined,
    since: SPANS.find(({ value }) => value === search['since'])?.value,
    from: instant(search['from']),
    to: instant(search['to']),
  };
}

/** What the server is asked for; `now` is epoch ms. */
export function filterOf({ since, ...search }: TimelineSearch, now: number): TimelineFilter {
  const span = SPANS.find(({ value }) => value === since);
  if (span === undefined || search.from !== undefined) return search;
  return { ...search, from: new Date(now - span.ms).toISOString() };
}

/** Whether it leaves anything out. */
export const isNarrowed = (search: TimelineSearch): boolean =>
  Object.values(search).some((value) => value !== undefined);
