import { formatCount, formatDuration } from '../../format.ts';
import type { MissedRuns, Schedule, ScheduleTiming } from './schedule.ts';

/** A job that starts within this of its due time is not late; the server's bound. */
const LATE_MS = 5_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? '';
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  });
  formats.set(key, made);
  return made;
}

/** The zone that due times are written in; undefined: the reader's. */
export const zoneOf = (timing: ScheduleTiming): string | undefined =>
  timing.kind === 'cron' ? timing.timeZone : undefined;

/** `Mon, 23 Nov, 09:00` in a zone, with seconds where they are not 0. */
export function formatDue(instant: string, timeZone: string | undefined): string {
  return formatOf(timeZone).format(new Date(instant)).replace(/:00$/, '');
}

/** `in 4 m 12 s`; `now` when it is due. */
export function formatUntil(instant: string, now: number): string {
  const ms = Math.ceil((Date.parse(instant) - now) / 1_000) * 1_000;
  if (ms <= 0) return 'now';
  return `in ${ms < 10_000 ? `${ms / 1_000} s` : formatDuration(ms)}`;
}

const hasEnded = (state: string | null): boolean =>
  state === null || state === 'completed' || state === 'failed';

/** What is late and by how much; null: nothing. */
export function lateWords(schedule: Schedule, now: number): string | null {
  const { lastRun, nextRuns } = schedule;
  const queuedDue =
    lastRun && !lastRun.startedAt && !hasEnded(lastRun.state) ? lastRun.dueAt : null;
  if (queuedDue !== null && now - Date.parse(queuedDue) > LATE_MS)
    return `Late by ${formatDuration(now - Date.parse(queuedDue))}: its job waits, no worker has started it.`;
  const [due] = nextRuns;
  if (due !== undefined && now - Date.parse(due) > LATE_MS)
    return `Late by ${formatDuration(now - Date.parse(due))}: no server has queued its job.`;
  return null;
}

const WHY: Record<MissedRuns['why'], string> = {
  down: 'no server could queue them in time',
  running: 'the job before had not ended',
  refused: 'the submission was refused',
};

/** `3 runs missed, Mon 23 Nov, 09:00 to 09:10: no server could queue them in time.` */
export function missedWords(missed: MissedRuns, timeZone: string | undefined): string {
  const { count, exact, firstDueAt, lastDueAt, why } = missed;
  const runs = `${exact ? '' : 'at least '}${formatCount(count, 'run')} missed`;
  const first = formatDue(firstDueAt, timeZone);
  const last = formatDue(lastDueAt, timeZone);
  const [day = ''] = first.split(', ').slice(0, -1);
  const sameDay = day !== '' && last.startsWith(`${day}, `) ? last.slice(day.length + 2) : last;
  const when = firstDueAt === lastDueAt ? first : `${first} to ${sameDay}`;
  return `${runs}, ${when}: ${WHY[why]}.`;
}

/** Whether no run has come since the missed ones: then they are news. */
export function isMissedNews({ missed, lastRun }: Schedule): boolean {
  if (missed === null) return false;
  return lastRun?.dueAt == null || lastRun.dueAt < missed.lastDueAt;
}
