import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TimelineFilter } from '../../live-timeline.ts';
import { useTRPC } from '../../trpc.ts';
import { EmptyState, Skeleton } from '../../ui/notices.tsx';
import { QueryError } from '../query-error.tsx';
import { EventRow } from './event-row.tsx';
import { foldEvents } from './fold-events.ts';
import { useEventSetting } from './use-present.ts';

/** As many as a glance takes in. */
const DEFAULT_LIMIT = 10;

interface TimelineListProps extends TimelineFilter {
  /** At most so many events, 1 to 100; default 10. */
  readonly limit?: number;
}

/** What happened lately, newest first; what happens now comes in front. The rest is a link away. */
export function TimelineList({ limit = DEFAULT_LIMIT, ...filter }: TimelineListProps) {
  const setting = useEventSetting(false);
  const query = useQuery(useTRPC().stack.timeline.queryOptions({ ...filter, limit: limit * 2 }));
  const { data, error } = query;
  if (data === undefined)
    return error ? <QueryError query={query} /> : <Skeleton lines={Math.min(limit, 4)} />;
  if (data.items.length === 0 && data.nextCursor === null)
    return (
      <EmptyState title="Nothing has happened">
        Starts, ends, OOM kills, health and networks are noted here from now on.
      </EmptyState>
    );
  return (
    <>
      <QueryError query={query} />
      {data.items.length === 0 && <p className="small t3 event">None among the newest events.</p>}
      <ol className="events">
        {/* Twice as many are asked for, because some are folded into others. */}
        {foldEvents(data.items)
          .slice(0, limit)
          .map((folded) => (
            <EventRow key={folded.event.id} {...folded} setting={setting} />
          ))}
      </ol>
      <p className="event">
        <Link className="link" to="/timeline" search={filter}>
          the whole timeline
        </Link>
      </p>
    </>
  );
}
