import type { JobQueue } from '../queue/job-queue.ts';
import { AppError } from '../errors.ts';
import type { ScheduleStore } from '../redis/schedule-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { ScheduleDetail, Schedules } from '../schemas/schedule.ts';
import { makeNextRuns, scheduleView } from '../schedules/schedule-view.ts';
import type { StoredSchedule } from '../schedules/stored-schedule.ts';

/** Tabs that ask at once get one answer. */
const FRESH_MS = 1_000;

export interface ScheduleReadParts {
  readonly store: ScheduleStore;
  readonly queue: JobQueue;
  /** How often changes were heard of; what was read before is old. */
  readonly watcher: { readonly heard: number };
  readonly now: () => number;
}

export const noSchedule = (id: string) => new AppError('NOT_FOUND', `There is no schedule ${id}.`);

/** What is read of schedules. */
export function makeScheduleReads({ store, queue, watcher, now }: ScheduleReadParts) {
  const nextRuns = makeNextRuns();
  let cached: { heard: number; at: number; answer: Promise<Schedules> } | null = null;

  const demand = async (id: string): Promise<StoredSchedule> => {
    const schedule = await withRedis(store.get(id));
    if (schedule === null) throw noSchedule(id);
    return schedule;
  };
  const read = async (): Promise<Schedules> => {
    const all = await store.list();
    const ids = all.flatMap(({ history }) => history.lastRun?.jobId ?? []);
    const rows = ids.length === 0 ? [] : await queue.rows(ids);
    const jobs = new Map(rows.map((row) => [row.id, row]));
    const at = now();
    const view = (schedule: StoredSchedule) =>
      scheduleView(schedule, jobs.get(schedule.history.lastRun?.jobId ?? ''), nextRuns, at);
    return { items: all.map(view) };
  };
  return {
    demand,
    forget: () => void (cached = null),
    list: () => {
      const { heard } = watcher;
      if (cached === null || cached.heard !== heard || now() - cached.at >= FRESH_MS) {
        const answer = withRedis(read());
        cached = { heard, at: now(), answer };
        answer.catch(() => (cached = null));
      }
      return cached.answer;
    },
    get: async (id: string): Promise<ScheduleDetail> => {
      const schedule = await demand(id);
      const payload = await withRedis(store.payload(id));
      if (payload === null) throw noSchedule(id);
      const { lastRun } = schedule.history;
      const [job] = lastRun === null ? [] : await withRedis(queue.rows([lastRun.jobId]));
      const { input = null, options } = payload;
      return { ...scheduleView(schedule, job, nextRuns, now()), input, options };
    },
  };
}
