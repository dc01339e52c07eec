import { CronExpressionParser, type CronExpression } from 'cron-parser';
import cronstrue from 'cronstrue';
import type { ScheduleTiming } from '../schemas/schedule.ts';

type Cron = Extract<ScheduleTiming, { kind: 'cron' }>;

/**
 * Due times of a schedule. All times are epoch milliseconds. `anchor` is where an `every` begins: its first due time is one interval later.
 * What a clock change does to a cron's times is cron-parser's business, which BullMQ brings; `tests/unit/schedules-timing.test.ts` states it.
 */
function expression({ cron, timeZone }: Cron, from: number): CronExpression {
  return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(from) });
}

const FIELDS = /^\S+(\s+\S+){4,5}$/;
/** cron-parser's H stands for a time drawn at random each time it is read. */
const RANDOM = /(^|[\s,])H/i;

/** cron-parser's words, for people. */
function cronFault(error: unknown): string {
  const message = error instanceof Error ? error.message : 'Not a cron expression';
  return message
    .replace(/^Constraint error, got value (\S+) expected range (\S+)$/, '$1 is not in $2')
    .replace(/^Invalid characters, got value: (.*)$/, '“$1” can’t be read')
    .replace('Invalid explicit day of month definition', 'No such date ever comes');
}

/** Why a timing can't be used, by field; null when it can. */
export function timingFault(timing: ScheduleTiming): { field: string; why: string } | null {
  if (timing.kind === 'every') return null;
  try {
    void new Intl.DateTimeFormat('en', { timeZone: timing.timeZone });
  } catch {
    return { field: 'timeZone', why: 'Not a time zone. Write it like Europe/Berlin or UTC' };
  }
  if (!FIELDS.test(timing.cron))
    return { field: 'cron', why: 'Takes five fields, or six with the second first' };
  if (RANDOM.test(timing.cron)) return { field: 'cron', why: 'H is not known here' };
  try {
    expression(timing, 0);
  } catch (error) {
    return { field: 'cron', why: cronFault(error) };
  }
  return nextDue(timing, 0, Date.UTC(2000, 0, 1)) === null
    ? { field: 'cron', why: 'No such date ever comes' }
    : null;
}

/** The first due time after `after`; null when there is none. */
export function nextDue(timing: ScheduleTiming, anchor: number, after: number): number | null {
  return dueTimes(timing, anchor, after, 1)[0] ?? null;
}

/** The first `count` due times after `after`; fewer when there are no more. */
export function dueTimes(
  timing: ScheduleTiming,
  anchor: number,
  after: number,
  count: number,
): number[] {
  if (timing.kind === 'every') {
    const passed = Math.max(0, Math.floor((after - anchor) / timing.everyMs));
    return Array.from({ length: count }, (_, i) => anchor + (passed + 1 + i) * timing.everyMs);
  }
  const dates = expression(timing, after);
  const times: number[] = [];
  try {
    while (times.length < count) times.push(dates.next().getTime());
  } catch {
    // It throws when it finds no further date within its bounds.
  }
  return times;
}

/** The last due time before `before`. To be asked only where there is one. */
function lastDue(timing: ScheduleTiming, anchor: number, before: number): number {
  if (timing.kind === 'every')
    return anchor + (Math.ceil((before - anchor) / timing.everyMs) - 1) * timing.everyMs;
  return expression(timing, before).prev().getTime();
}

/** Due times are counted up to this many: a year of seconds must not hold up the server. */
const COUNT_MAX = 1_000;

/** What is known of the due times from `first`, one of them, up to but not including `until`. */
export function dueWithin(timing: ScheduleTiming, anchor: number, first: number, until: number) {
  const last = lastDue(timing, anchor, until);
  if (timing.kind === 'every')
    return { count: Math.round((last - first) / timing.everyMs) + 1, exact: true, first, last };
  const dates = expression(timing, first);
  let count = 1;
  for (let at = first; at < last && count < COUNT_MAX; count += 1) at = dates.next().getTime();
  return { count, exact: count < COUNT_MAX, first, last };
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const;

function everyWords(everyMs: number): string {
  const parts: string[] = [];
  let rest = everyMs;
  for (const [ms, unit] of UNITS) {
    const count = Math.floor(rest / ms);
    rest %= ms;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  if (rest > 0) parts.push(`${rest} ms`);
  const [only] = parts;
  return parts.length === 1 && only?.startsWith('1 ')
    ? `Every ${only.slice(2)}`
    : `Every ${parts.join(' ')}`;
}

/** The timing in English: `Every 5 minutes`, `At 09:00, Monday through Friday (Europe/Berlin)`. */
export function timingWords(timing: ScheduleTiming): string {
  if (timing.kind === 'every') return everyWords(timing.everyMs);
  const { cron, timeZone } = timing;
  try {
    return `${cronstrue.toString(cron, { use24HourTimeFormat: true })} (${timeZone})`;
  } catch {
    // Not every form that can be computed can be said.
    return `${cron} (${timeZone})`;
  }
}
