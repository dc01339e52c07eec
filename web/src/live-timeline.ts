import type { Timeline, TimelineEvent } from './api.ts';

/** What a list of events was asked for; all optional. */
export interface TimelineFilter {
  /** Full id of a container. */
  container?: string | undefined;
  service?: string | undefined;
  /** ISO 8601; both ends belong to it. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Whether an event belongs into a list with this filter: the same rules as the server's. What concerns nobody alone (a gap) belongs into all. */
export function eventMatches(event: TimelineEvent, filter: TimelineFilter): boolean {
  const { container, service, from, to } = filter;
  // A gap is in every stretch of time that it reaches into.
  if (from !== undefined && Date.parse(event.until ?? event.at) < Date.parse(from)) return false;
  if (to !== undefined && Date.parse(event.at) > Date.parse(to)) return false;
  if (event.container === null) return true;
  if (container !== undefined && event.container.id !== container) return false;
  return service === undefined || event.container.service === service;
}

/** A short list that follows along: what happened now comes in front, at most `limit` stay. `events`: newest last, as they are told. */
export function followTimeline(
  page: Timeline,
  events: readonly TimelineEvent[],
  filter: TimelineFilter,
  limit: number,
): Timeline {
  const known = new Set(page.items.map(({ id }) => id));
  const fresh = events.filter((event) => !known.has(event.id) && eventMatches(event, filter));
  if (fresh.length === 0) return page;
  const items = [...fresh.toReversed(), ...page.items];
  // What is pushed out here is on a next page whose cursor only the server knows: such lists show one page.
  return { ...page, items: items.slice(0, limit) };
}
