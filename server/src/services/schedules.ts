import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Submission, Submitted } from '../schemas/job.ts';
import {
  MAX_SCHEDULES,
  type ScheduleDetail,
  type ScheduleFields,
  type SchedulePreview,
  type Schedules,
  type ScheduleTiming,
  type ScheduleUpdate,
} from '../schemas/schedule.ts';
import { SHOWN_RUNS } from '../schedules/schedule-view.ts';
import type { SchedulePayload, StoredSchedule } from '../schedules/stored-schedule.ts';
import { dueTimes, nextDue, timingWords } from '../schedules/timing.ts';
import { checkSchedule, demandTiming } from './schedule-checks.ts';
import { makeScheduleReads, noSchedule, type ScheduleReadParts } from './schedule-reads.ts';

interface ScheduleParts extends ScheduleReadParts {
  readonly submit: (
    submission: Submission,
    actor: Actor,
    requestId: string,
    scheduleId: string,
  ) => Promise<Submitted>;
  /** A new UUIDv7. */
  readonly newId: () => string;
}

/** What can be asked about schedules. All but the reads tell every server. */
export interface ScheduleServices {
  list(): Promise<Schedules>;
  /** Errors: NOT_FOUND. */
  get(id: string): Promise<ScheduleDetail>;
  /** Errors: INPUT_INVALID with fields. */
  preview(timing: ScheduleTiming): SchedulePreview;
  /** Errors: TASK_UNKNOWN, INPUT_INVALID with fields, PAYLOAD_TOO_LARGE, CONFLICT when there are too many. */
  create(fields: ScheduleFields, actor: Actor): Promise<ScheduleDetail>;
  /** Errors: those of `create`, NOT_FOUND, CONFLICT when it was changed meanwhile. */
  update(update: ScheduleUpdate, actor: Actor): Promise<ScheduleDetail>;
  /** Errors: NOT_FOUND, CONFLICT when it was changed at the same time. */
  pause(id: string, actor: Actor): Promise<ScheduleDetail>;
  resume(id: string, actor: Actor): Promise<ScheduleDetail>;
  /** Queues a job now, paused or not, and leaves the due times as they are. Errors: NOT_FOUND, those of a submission. */
  run(id: string, actor: Actor, requestId: string): Promise<Submitted>;
  /** Errors: NOT_FOUND. */
  remove(id: string): Promise<void>;
}

const changed = (id: string) =>
  new AppError('CONFLICT', 'The schedule was changed meanwhile. Read it again and repeat.', { id });

/** Reads, and writes that every server is told of. */
function makeAccess(parts: ScheduleParts) {
  const { store, now } = parts;
  const reads = makeScheduleReads(parts);
  const announce = async () => {
    reads.forget();
    await withRedis(store.announce());
  };
  return {
    ...reads,
    announce,
    instant: () => new Date(now()).toISOString(),
    /** `payload` null: as it is. */
    replace: async (next: StoredSchedule, payload: SchedulePayload | null) => {
      const outcome = await withRedis(store.replace(next, payload));
      if (outcome === 'missing') throw noSchedule(next.id);
      if (outcome === 'conflict') throw changed(next.id);
      await announce();
      return reads.get(next.id);
    },
  };
}
type Access = ReturnType<typeof makeAccess>;

type Edits = Pick<ScheduleServices, 'create' | 'update'>;

function makeEdits({ store, newId, now }: ScheduleParts, access: Access): Edits {
  return {
    async create(fields, actor) {
      const { choices, payload } = checkSchedule(fields, actor, now());
      const [id, at] = [newId(), access.instant()];
      const by = { createdBy: actor.name, createdAt: at, updatedBy: actor.name, updatedAt: at };
      const schedule: StoredSchedule = {
        id,
        revision: 1,
        spec: { ...choices, ...by, anchorAt: at, paused: false },
        due: nextDue(choices.timing, Date.parse(at), now()),
        history: { lastRun: null, missedTotal: 0, missed: null, error: null },
      };
      if (!(await withRedis(store.create(schedule, payload, MAX_SCHEDULES)))) {
        const why = `There are ${MAX_SCHEDULES} schedules, the most there may be. Delete one.`;
        throw new AppError('CONFLICT', why);
      }
      await access.announce();
      return access.get(id);
    },
    async update({ id, revision, ...fields }, actor) {
      const schedule = await access.demand(id);
      if (revision !== undefined && revision !== schedule.revision) throw changed(id);
      const { choices, payload } = checkSchedule(fields, actor, now());
      const before = schedule.spec;
      const isRetimed = JSON.stringify(choices.timing) !== JSON.stringify(before.timing);
      const at = access.instant();
      const anchorAt = isRetimed ? at : before.anchorAt;
      const moved = isRetimed && !before.paused;
      const due = moved ? nextDue(choices.timing, Date.parse(anchorAt), now()) : schedule.due;
      const spec = { ...before, ...choices, anchorAt, updatedBy: actor.name, updatedAt: at };
      return access.replace({ ...schedule, revision: schedule.revision + 1, spec, due }, payload);
    },
  };
}

/** Schedules: what people do with them. The jobs of due times are queued by `ScheduleRunner`. */
export function makeSchedules(parts: ScheduleParts): ScheduleServices {
  const { store, submit, now } = parts;
  const access = makeAccess(parts);
  const setPaused = async (id: string, paused: boolean, actor: Actor) => {
    const schedule = await access.demand(id);
    // What was paused or resumed already stays as it is.
    if (schedule.spec.paused === paused) return access.get(id);
    const { timing, anchorAt } = schedule.spec;
    const by = { updatedBy: actor.name, updatedAt: access.instant() };
    const spec = { ...schedule.spec, ...by, paused };
    const due = paused ? null : nextDue(timing, Date.parse(anchorAt), now());
    return access.replace({ ...schedule, revision: schedule.revision + 1, spec, due }, null);
  };
  return {
    list: access.list,
    get: access.get,
    ...makeEdits(parts, access),
    preview: (timing) => {
      demandTiming(timing);
      const runs = dueTimes(timing, now(), now(), SHOWN_RUNS);
      return { words: timingWords(timing), runs: runs.map((ms) => new Date(ms).toISOString()) };
    },
    pause: (id, actor) => setPaused(id, true, actor),
    resume: (id, actor) => setPaused(id, false, actor),
    async run(id, actor, requestId) {
      const { spec } = await access.demand(id);
      const payload = await withRedis(store.payload(id));
      if (payload === null) throw noSchedule(id);
      const job = await submit({ task: spec.task, ...payload }, actor, requestId, id);
      const lastRun = { jobId: job.id, dueAt: null, queuedAt: access.instant() };
      await withRedis(store.note(id, { lastRun, error: null }));
      await access.announce();
      return job;
    },
    async remove(id) {
      if (!(await withRedis(store.remove(id)))) throw noSchedule(id);
      await access.announce();
    },
  };
}
