import type { MissedRuns, ScheduleTiming } from '../schemas/schedule.ts';
import { dueWithin, nextDue } from './timing.ts';

/**
 * A due time this long ago is still served: another replica takes over within 5 s, a restart takes less than this. An older one is missed.
 */
const SERVED_LATE_MS = 60_000;

/** What is to be done about a schedule that is due. Times are epoch milliseconds. */
interface Plan {
  /** Due times that passed without a job; null: none. */
  readonly missed: MissedRuns | null;
  /** The due time to queue a job for now; null: none. */
  readonly run: number | null;
  /** When it is due next, possibly at once; null: never again. */
  readonly next: number | null;
}

const instant = (ms: number): string => new Date(ms).toISOString();

/** Pure. `due` is a due time of `timing` and not after `now`. */
export function planRun(
  timing: ScheduleTiming,
  { anchor, due, now }: { anchor: number; due: number; now: number },
  whenMissed: 'skip' | 'run-once',
): Plan {
  const oldest = now - SERVED_LATE_MS;
  if (due >= oldest) return { missed: null, run: due, next: nextDue(timing, anchor, due) };
  const { count, exact, first, last } = dueWithin(timing, anchor, due, oldest);
  const next = nextDue(timing, anchor, oldest - 1);
  // A due time that can still be served makes up for the missed ones as well.
  const makesUp = whenMissed === 'run-once' && (next === null || next > now);
  const left = makesUp ? count - 1 : count;
  const missed =
    left === 0
      ? null
      : {
          count: left,
          exact,
          firstDueAt: instant(first),
          lastDueAt: instant(last),
          why: 'down' as const,
        };
  return { missed, run: makesUp ? last : null, next };
}

/** A due time that made no job after all. */
export const missedOne = (due: number, why: MissedRuns['why']): MissedRuns => ({
  count: 1,
  exact: true,
  firstDueAt: instant(due),
  lastDueAt: instant(due),
  why,
});

/** Adds due times that were missed now to those before, unless a run or another reason came between. */
export function addMissed(
  before: MissedRuns | null,
  now: MissedRuns,
  lastRunDueAt: string | null,
): MissedRuns {
  const inARow =
    before !== null &&
    before.why === now.why &&
    (lastRunDueAt === null || lastRunDueAt < before.firstDueAt);
  if (!inARow) return now;
  return {
    ...now,
    count: before.count + now.count,
    exact: before.exact && now.exact,
    firstDueAt: before.firstDueAt,
  };
}
