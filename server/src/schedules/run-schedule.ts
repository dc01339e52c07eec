import { UNLIMITED } from '../auth/scope.ts';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import type { ScheduleStore } from '../redis/schedule-store.ts';
import type { Submission, Submitted } from '../schemas/job.ts';
import type { MissedRuns } from '../schemas/schedule.ts';
import { addMissed, missedOne, planRun } from './plan-run.ts';
import type { ScheduleHistory, StoredSchedule } from './stored-schedule.ts';

/** Who submits the jobs of schedules. One name for all, because idempotency keys are per actor and schedules are renamed. */
const SCHEDULER: Actor = {
  name: 'schedule',
  role: 'operator',
  via: 'token',
  proofId: null,
  scope: UNLIMITED,
  readOnly: false,
};

/** Refusals that the same submission would meet again: the schedule says so and goes on. */
const REFUSALS: readonly string[] = ['INPUT_INVALID', 'TASK_UNKNOWN', 'PAYLOAD_TOO_LARGE'];

interface RunParts {
  readonly store: ScheduleStore;
  readonly queue: JobQueue;
  readonly submit: (
    submission: Submission,
    actor: Actor,
    requestId: string,
    scheduleId: string,
  ) => Promise<Submitted>;
  readonly newId: () => string;
  readonly now: () => number;
}

/** Serves one schedule that was found due at `due`, epoch ms. False when it is still due; rejects when Redis is away. */
export type RunSchedule = (id: string, due: number) => Promise<boolean>;

const instant = (ms: number): string => new Date(ms).toISOString();

/** Whether the job of the newest run has not ended. */
async function isRunning(queue: JobQueue, { lastRun }: ScheduleHistory): Promise<boolean> {
  if (lastRun === null) return false;
  const [row] = await queue.rows([lastRun.jobId]);
  return row !== undefined && row.state !== 'completed' && row.state !== 'failed';
}

/** The id of the job of a due time. The key makes it one, however often this is called. */
async function submitDue(parts: RunParts, { id, spec }: StoredSchedule, due: number) {
  const { task } = spec;
  const payload = await parts.store.payload(id);
  const options = { ...payload?.options, idempotencyKey: `schedule:${id}:${due}` };
  try {
    const submission = { task, input: payload?.input, options };
    return (await parts.submit(submission, SCHEDULER, parts.newId(), id)).id;
  } catch (error) {
    // The schedule was edited after a run whose note was lost: there is the job all the same.
    if (error instanceof AppError && error.code === 'CONFLICT' && error.id !== undefined)
      return error.id;
    throw error;
  }
}

function withMissed(history: ScheduleHistory, missed: MissedRuns): ScheduleHistory {
  return {
    ...history,
    missedTotal: history.missedTotal + missed.count,
    missed: addMissed(history.missed, missed, history.lastRun?.dueAt ?? null),
  };
}

/** What became of a due time that is to be run. */
async function serve(
  parts: RunParts,
  schedule: StoredSchedule,
  history: ScheduleHistory,
  due: number,
): Promise<ScheduleHistory> {
  // Its note was lost, not the job.
  if (history.lastRun?.dueAt === instant(due)) return history;
  if (schedule.spec.overlap === 'skip' && (await isRunning(parts.queue, history)))
    return withMissed(history, missedOne(due, 'running'));
  try {
    const jobId = await submitDue(parts, schedule, due);
    const lastRun = { jobId, dueAt: instant(due), queuedAt: instant(parts.now()) };
    return { ...history, lastRun, error: null };
  } catch (error) {
    if (!(error instanceof AppError) || !REFUSALS.includes(error.code)) throw error;
    const { code, message } = error;
    return {
      ...withMissed(history, missedOne(due, 'refused')),
      error: { code, message, at: instant(parts.now()) },
    };
  }
}

export function makeRunSchedule(parts: RunParts): RunSchedule {
  return async (id, due) => {
    const schedule = await parts.store.get(id);
    // Deleted meanwhile, or it can't be read: then it stays due for a server that can.
    if (schedule === null) return false;
    if (schedule.due !== due) return true;
    const { spec } = schedule;
    const at = { anchor: Date.parse(spec.anchorAt), due, now: parts.now() };
    const plan = planRun(spec.timing, at, spec.whenMissed);
    let { history } = schedule;
    if (plan.missed !== null) history = withMissed(history, plan.missed);
    if (plan.run !== null) history = await serve(parts, schedule, history, plan.run);
    await parts.store.advance(id, due, plan.next, history);
    return true;
  };
}
