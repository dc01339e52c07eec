import type { TimelineStore } from '../redis/timeline-store.ts';
import { notedAtMs } from '../redis/timeline-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Timeline, TimelineEvent, TimelineQuery } from '../schemas/timeline.ts';

/** Events looked at in one reading, and in one call at most. */
const CHUNK = 500;
const MOST_READ = 5_000;
/** An event may be noted before its own time as far as Docker's clock is ahead of that of Redis. */
const CLOCKS_MS = 600_000;

type Filter = Omit<TimelineQuery, 'limit' | 'cursor'>;

/** Pages of the timeline; reads a bounded number of events a call. */
export function makeTimeline(store: TimelineStore): (query: TimelineQuery) => Promise<Timeline> {
  return async ({ limit, cursor, ...filter }) => {
    const items: TimelineEvent[] = [];
    const oldest = filter.from === undefined ? 0 : Date.parse(filter.from) - CLOCKS_MS;
    let before = cursor ?? null;
    for (let read = 0; read < MOST_READ; read += CHUNK) {
      const { events, next } = await withRedis(store.backwards(before, CHUNK));
      for (const event of events) {
        if (notedAtMs(event) < oldest) return { items, nextCursor: null };
        if (!belongs(event, filter)) continue;
        items.push(event);
        if (items.length === limit) return { items, nextCursor: event.id };
      }
      if (next === null) return { items, nextCursor: null };
      before = next;
    }
    return { items, nextCursor: before };
  };
}

/** What concerns no container in particular (a gap) belongs into every list; a gap to every time that it reaches into. */
function belongs(event: TimelineEvent, { container, service, from, to }: Filter): boolean {
  if (from !== undefined && Date.parse(event.until ?? event.at) < Date.parse(from)) return false;
  if (to !== undefined && Date.parse(event.at) > Date.parse(to)) return false;
  if (event.container === null) return true;
  return (
    (container === undefined || event.container.id === container) &&
    (service === undefined || event.container.service === service)
  );
}
