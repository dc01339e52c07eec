import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { TimelineEvent } from '../../api.ts';
import { formatClock, formatWhenExactly, shortId } from '../../format.ts';
import { Icon } from '../../ui/icon.tsx';
import { networkName } from '../containers/container-words.ts';
import { ContainerLink } from './container-link.tsx';
import { eventMark, eventPlace, eventWords, notedAt } from './event-words.ts';
import './event-row.css';

/** More jobs than this are counted, not listed. */
const MAX_JOBS = 4;

/** What a list knows of the stack, to name and link what its events are about. */
export interface EventSetting {
  /** The Compose project shown; null: all containers. */
  readonly project: string | null;
  /** Full ids of the containers that are there now. */
  readonly present: ReadonlySet<string>;
  /** Epoch ms, of today. */
  readonly now: number;
  /** Whether a heading above says the day; else the row does. */
  readonly underDay: boolean;
}

interface EventRowProps {
  readonly event: TimelineEvent;
  /** Networks that it brought with it. */
  readonly networks: readonly string[];
  readonly setting: EventSetting;
}

function Jobs({ jobs }: Pick<TimelineEvent, 'jobs'>) {
  if (jobs.length === 0) return null;
  const listed = jobs.slice(0, MAX_JOBS);
  return (
    <span className="t2">
      {' while it ran '}
      {listed.map(({ id, task }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link className="link" to="/jobs/$id" params={{ id }}>
            {task} <span className="mono">{shortId(id)}</span>
          </Link>
        </span>
      ))}
      {jobs.length > MAX_JOBS && ` and ${jobs.length - MAX_JOBS} more`}
    </span>
  );
}

interface TimeProps {
  readonly at: string;
  readonly setting: EventSetting;
}

function Time({ at, setting }: TimeProps) {
  return (
    <time className="t3" dateTime={at}>
      {setting.underDay ? formatClock(at) : formatWhenExactly(at, setting.now)}
    </time>
  );
}

/** A stretch of which nothing is known: a mark of its own, so that silence is not taken for peace. */
function GapRow({ event, setting }: Omit<EventRowProps, 'networks'>) {
  return (
    <li className="event event-gap">
      <Time at={notedAt(event)} setting={setting} />
      <Icon name="unknown" className="c-wait" />
      <span className="break">
        {eventWords(event)}
        <span className="t3">
          , since {formatWhenExactly(event.at, setting.now)}. What had changed was found by
          comparison.
        </span>
      </span>
    </li>
  );
}

/** One thing that happened, in a sentence. */
export const EventRow = memo(function EventRow({ event, networks, setting }: EventRowProps) {
  if (event.kind === 'gap') return <GapRow event={event} setting={setting} />;
  const { container, at, kind } = event;
  const { icon, tone } = eventMark(event);
  const place = eventPlace(event, setting.project);
  const loud = tone === 'c-fail' ? 'm' : undefined;
  return (
    <li className="event">
      <Time at={at} setting={setting} />
      {kind === 'oom' ? (
        <span className="tag fail">OOM</span>
      ) : (
        <Icon name={icon} className={tone} />
      )}
      <span className="break">
        {container !== null && (
          <>
            <ContainerLink id={container.id} isThere={setting.present.has(container.id)}>
              {place}
            </ContainerLink>{' '}
          </>
        )}
        <span className={loud}>{eventWords(event, setting.project)}</span>
        {networks.length > 0 && (
          <span className="t3">
            {' on '}
            {networks.map((name) => networkName(name, setting.project)).join(', ')}
          </span>
        )}
        <Jobs jobs={event.jobs} />
        {event.found === 'comparison' && container !== null && (
          <span
            className="small t3"
            title="Nobody heard it happen: what is there now was compared with what was there before"
          >
            {' '}
            found by comparison
          </span>
        )}
      </span>
    </li>
  );
});
