import type { TimelineStore } from '../redis/timeline-store.ts';
import { notedAtMs } from '../redis/timeline-store.ts';
import type { Timeline, TimelineEvent, TimelineQuery } from '../schemas/timeline.ts';
import { streamPage } from './stream-pages.ts';

/** Events looked at in one call at most. */
const MOST_READ = 5_000;
/** An event may be noted before its own time as far as Docker's clock is ahead of that of Redis. */
const CLOCKS_MS = 600_000;

type Filter = Omit<TimelineQuery, 'limit' | 'cursor'>;

/** Pages of the timeline; reads a bounded number of events a call. */
export function makeTimeline(store: TimelineStore): (query: TimelineQuery) => Promise<Timeline> {
  return ({ limit, cursor, ...filter }) => {
    const oldest = filter.from === undefined ? 0 : Date.parse(filter.from) - CLOCKS_MS;
    return streamPage(
      {
        backwards: (before, count) => store.backwards(before, count),
        most: MOST_READ,
        belongs: (event) => belongs(event, filter),
        isPast: (event) => notedAtMs(event) < oldest,
      },
      { limit, cursor },
    );
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
