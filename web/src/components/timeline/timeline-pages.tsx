import { useIntersection } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { errorWords } from '../../errors.ts';
import { formatCount, formatNumber } from '../../format.ts';
import { useIsCutOff } from '../../live-context.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Link } from '@tanstack/react-router';
import { byDay } from './by-day.ts';
import { EventRow } from './event-row.tsx';
import { filterOf, isNarrowed, type TimelineSearch } from './timeline-search.ts';
import './timeline-pages.css';
import { useEventSetting } from './use-present.ts';
import { useTimeline } from './use-timeline.ts';

function Nothing({ search }: { readonly search: TimelineSearch }) {
  if (!isNarrowed(search))
    return (
      <EmptyState title="Nothing is noted yet">
        What happens to containers is noted here as soon as Docker tells it: starts and ends, OOM
        kills, health, networks.
      </EmptyState>
    );
  return (
    <EmptyState
      title="Nothing happened there, or then"
      action={
        <Link className={buttonClass()} to="/timeline">
          Show all
        </Link>
      }
    >
      What happens from now on shows up here.
    </EmptyState>
  );
}

/** What happened, day by day, newest first, as far back as one scrolls. */
export function TimelinePages({ search }: { readonly search: TimelineSearch }) {
  // "The last hour" is that before the list was opened: it grows, and loses nothing while it is read.
  const [filter] = useState(() => filterOf(search, Date.now()));
  const list = useTimeline(filter);
  const { events, fresh, hasMore, mayGoOn, isFetching, isPending, loadMore, showFresh } = list;
  const setting = useEventSetting(true);
  const isCutOff = useIsCutOff();
  const error = list.error && errorWords(list.error);
  const isEmpty = !isPending && events.length === 0;
  const { ref, entry } = useIntersection<HTMLDivElement>({ rootMargin: '400px' });
  const isNear = entry?.isIntersecting === true;
  useEffect(() => {
    if (isNear && mayGoOn && !isFetching) loadMore();
  });
  // Where nothing is listed, nothing can be pushed aside.
  useEffect(() => {
    if (isEmpty && fresh > 0 && !isFetching) showFresh();
  });
  const news = fresh > 0 && !isEmpty ? formatCount(fresh, 'new event') : '';
  return (
    <Panel label="Timeline" className="tl-panel" stale={isCutOff}>
      {error && (
        <ErrorState
          error={error}
          shownFrom={list.updatedAt > 0 ? list.updatedAt : undefined}
          onRetry={list.retry}
        />
      )}
      {isPending && !error && <Skeleton lines={10} />}
      {isEmpty && !hasMore && !error && <Nothing search={search} />}
      {news !== '' && (
        <button type="button" className="tl-fresh" onClick={showFresh}>
          {news} · show {fresh === 1 ? 'it' : 'them'}
        </button>
      )}
      <p className="vh" aria-live="polite">
        {news}
      </p>
      {byDay(events, setting.now).map(({ day, events: happened }) => (
        <section key={day} aria-label={day}>
          <h2 className="tl-day">{day}</h2>
          <ol className="events">
            {happened.map((folded) => (
              <EventRow key={folded.event.id} {...folded} setting={setting} />
            ))}
          </ol>
        </section>
      ))}
      <div ref={ref} className="tl-foot">
        {hasMore && !isPending && (
          <>
            <span className="small t3">
              {events.length === 0
                ? 'None among the newest'
                : `${formatNumber(events.length)} shown, newest first`}
            </span>
            <Button onClick={loadMore} disabled={isFetching}>
              {isFetching ? 'Loading…' : events.length === 0 ? 'Look further' : 'Load more'}
            </Button>
          </>
        )}
        {!hasMore && events.length > 0 && (
          <span className="small t3">That is all that is kept of it</span>
        )}
      </div>
    </Panel>
  );
}
