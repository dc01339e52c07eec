import type { JobRow } from '../schemas/job.ts';
import type { Schedule, ScheduleTiming } from '../schemas/schedule.ts';
import type { StoredSchedule } from './stored-schedule.ts';
import { dueTimes, timingWords } from './timing.ts';

/** Due times that are shown. */
export const SHOWN_RUNS = 5;
/** A job starts within this after it was due unless something keeps it waiting. */
const LATE_MS = 5_000;
/** Timings whose due times are remembered: time zones make them dear to compute. */
const REMEMBERED = 2_000;

const instant = (ms: number): string => new Date(ms).toISOString();

/** `due` and the due times after it, remembered until it moves on. */
export function makeNextRuns() {
  const known = new Map<string, string[]>();
  return (timing: ScheduleTiming, anchor: number, due: number): string[] => {
    const key = JSON.stringify([timing, anchor, due]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const runs = [due, ...dueTimes(timing, anchor, due, SHOWN_RUNS - 1)].map(instant);
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, runs);
    return runs;
  };
}

/** Since when something should have started, in ms; null: nothing is late. */
function lateMs({ due, history }: StoredSchedule, job: JobRow | undefined, now: number) {
  const waits =
    job !== undefined &&
    job.startedAt === null &&
    job.state !== 'completed' &&
    job.state !== 'failed';
  const dueAt = history.lastRun?.dueAt ?? null;
  const since = waits && dueAt !== null ? Date.parse(dueAt) : due;
  return since !== null && now - since > LATE_MS ? now - since : null;
}

/** Pure: a schedule as it is shown. `job`: that of its newest run; undefined: it is gone, or there was none. */
export function scheduleView(
  schedule: StoredSchedule,
  job: JobRow | undefined,
  nextRuns: ReturnType<typeof makeNextRuns>,
  now: number,
): Schedule {
  const { id, revision, due, history } = schedule;
  const { anchorAt, ...spec } = schedule.spec;
  return {
    ...spec,
    id,
    revision,
    words: timingWords(spec.timing),
    nextRuns: due === null ? [] : nextRuns(spec.timing, Date.parse(anchorAt), due),
    lastRun: history.lastRun && {
      ...history.lastRun,
      state: job?.state ?? null,
      error: job?.error ?? null,
      startedAt: job?.startedAt ?? null,
      finishedAt: job?.finishedAt ?? null,
    },
    lateMs: lateMs(schedule, job, now),
    missedTotal: history.missedTotal,
    missed: history.missed,
    error: history.error,
  };
}
