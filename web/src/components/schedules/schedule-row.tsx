import { Link } from '@tanstack/react-router';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatAgo, formatNumber, NONE, shortId } from '../../format.ts';
import { ErrorState, Note } from '../../ui/notices.tsx';
import { badgeState } from '../../ui/badge-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { ScheduleButtons } from './schedule-buttons.tsx';
import type { Schedule, ScheduleRun } from './schedule.ts';
import {
  formatDue,
  formatUntil,
  isMissedNews,
  lateWords,
  missedWords,
  zoneOf,
} from './schedule-words.ts';
import { useScheduleActions } from './use-schedule-actions.ts';

interface ScheduleProps {
  readonly schedule: Schedule;
}

function NextRuns({ schedule }: ScheduleProps) {
  const now = useNow();
  const { nextRuns, paused, timing } = schedule;
  const zone = zoneOf(timing);
  const [first, ...later] = nextRuns;
  if (paused) return <StateBadge state="paused" />;
  if (first === undefined) return <span className="t3">No further date</span>;
  return (
    <>
      <p>
        <span className="m">{formatUntil(first, now)}</span>{' '}
        <time className="t2" dateTime={first}>
          {formatDue(first, zone)}
        </time>
      </p>
      <details className="small t3">
        <summary>then {formatDue(later[0] ?? first, zone)}</summary>
        <ol>
          {later.slice(1).map((due) => (
            <li key={due}>
              <time dateTime={due}>{formatDue(due, zone)}</time>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

function LastRun({ run }: { readonly run: ScheduleRun | null }) {
  const now = useNow();
  if (run === null) return <span className="c-mute">{NONE}</span>;
  const { jobId, state, error, dueAt, queuedAt } = run;
  return (
    <>
      <p className="row">
        {state === null ? (
          <span className="t3">removed</span>
        ) : (
          <>
            <StateBadge state={badgeState({ state, error })} />
            <Link className="link mono" to="/jobs/$id" params={{ id: jobId }}>
              {shortId(jobId)}
            </Link>
          </>
        )}
      </p>
      <p className="small t3">
        {formatAgo(run.finishedAt ?? run.startedAt ?? queuedAt, now)}
        {dueAt === null && ', by hand'}
      </p>
    </>
  );
}

/** What one has to know of it: late, refused, missed. */
function Notes({ schedule }: ScheduleProps) {
  const now = useNow();
  const late = lateWords(schedule, now);
  const { error, missed, missedTotal } = schedule;
  const isNews = isMissedNews(schedule);
  const zone = zoneOf(schedule.timing);
  // One cause, one note.
  const isWaiting = late !== null && isNews && missed?.why === 'running';
  return (
    <>
      {late !== null && (
        <Note tone="risk" icon="delayed">
          {late}
          {missed !== null && isWaiting && ` ${missedWords(missed, zone)}`}
        </Note>
      )}
      {error !== null && (
        <Note tone="fail" icon="failed">
          The last run was refused: <span className="break">{error.message}</span>{' '}
          <span className="mono t2">{error.code}</span>
        </Note>
      )}
      {missed !== null && isNews && !isWaiting && error === null && (
        <Note tone="risk" icon="stalled">
          {missedWords(missed, zone)}
        </Note>
      )}
      {missed !== null && !isNews && (
        <p className="small t3">
          {missedWords(missed, zone)}
          {missedTotal > missed.count && ` ${formatNumber(missedTotal)} in all.`}
        </p>
      )}
    </>
  );
}

/** One schedule: what and when, what comes next, what became of the last run, and what is wrong. */
export function ScheduleRow({ schedule }: ScheduleProps) {
  const actions = useScheduleActions(schedule);
  const { id, name, words, task } = schedule;
  return (
    <li id={id} className="schedule" aria-label={name}>
      <div className="schedule-what">
        <Link className="m clip" to="/schedules/$id" params={{ id }}>
          {name}
        </Link>
        <p className="t2">{words}</p>
        <p className="small t3 mono clip">{task}</p>
      </div>
      <div>
        <h3>Next run</h3>
        <NextRuns schedule={schedule} />
      </div>
      <div>
        <h3>Last run</h3>
        <LastRun run={schedule.lastRun} />
      </div>
      <ScheduleButtons schedule={schedule} actions={actions} />
      <div className="schedule-notes">
        <Notes schedule={schedule} />
        {actions.error && <ErrorState error={errorWords(actions.error)} />}
      </div>
    </li>
  );
}
