import { ACTIONS } from '../actions/act-on-job.ts';
import { AppError } from '../errors.ts';
import type { Board } from '../live/board.ts';
import { findContainer } from '../live/worker-view.ts';
import type { ActionOutcome, JobQueue } from '../queue/job-queue.ts';
import type { TimelineStore } from '../redis/timeline-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Containers } from '../schemas/container.ts';
import type { ContainerEnd, Job } from '../schemas/job.ts';
import { endWords } from '../timeline/container-end.ts';
import { containerEnds } from './container-ends.ts';
import { jobLogLines } from './job-log-text.ts';
import type { Services } from './services.ts';

const missing = (id: string) =>
  new AppError('NOT_FOUND', `There is no job ${id}. Ended jobs are removed after a time.`);

/** Throws unless the action was done; `why` says which state it needs. */
async function demand(outcome: Promise<ActionOutcome>, id: string, why: string): Promise<void> {
  const known = await withRedis(outcome);
  if (known === 'missing') throw missing(id);
  if (known === 'refused') throw new AppError('CONFLICT', why, { id });
}

function jobContainer(id: string | null, containers: Containers | null): Job['container'] {
  if (id === null) return null;
  const found = findContainer(containers, id);
  return { id, name: found?.name ?? null, service: found?.service ?? null };
}

/** A lost worker is told by what ended its container. */
function withCause(error: Job['error'], end: ContainerEnd | null): Job['error'] {
  if (error?.code !== 'WORKER_LOST' || end === null) return error;
  return { ...error, message: `${error.message}. ${endWords(end)}` };
}

/** What can be asked of and done to jobs that exist. */
type JobServices = Pick<
  Services,
  | 'job'
  | 'jobRows'
  | 'jobs'
  | 'countJobs'
  | 'jobLog'
  | 'jobLogText'
  | 'deadLetters'
  | 'cancel'
  | 'retry'
  | 'runNow'
  | 'setPriority'
  | 'remove'
>;

/** What can be asked of and done to jobs that exist. */
export function makeJobServices(
  queue: JobQueue,
  board: Board,
  timeline: TimelineStore,
): JobServices {
  const job = async (id: string): Promise<Job> => {
    const stored = await withRedis(queue.job(id));
    if (stored === null) throw missing(id);
    const ends = await withRedis(containerEnds(timeline, stored));
    const attempts = stored.attempts.map((attempt) => ({
      ...attempt,
      container: jobContainer(attempt.containerId, board.containers),
      containerEnd: ends.get(attempt.number) ?? null,
    }));
    const error = withCause(stored.error, attempts.at(-1)?.containerEnd ?? null);
    return { ...stored, error, attempts, container: attempts.at(-1)?.container ?? null };
  };
  return {
    job,
    jobRows: (ids) => withRedis(queue.rows(ids)),
    jobs: (filter) => withRedis(queue.list(filter)),
    countJobs: (filter) => withRedis(queue.count(filter)),
    async jobLog(query) {
      const log = await withRedis(queue.log(query));
      if (log === null) throw missing(query.id);
      return log;
    },
    async jobLogText(id) {
      const read = (after: number) => withRedis(queue.log({ id, after, limit: 200 }));
      const first = await read(0);
      if (first === null) throw missing(id);
      return jobLogLines(first, read);
    },
    deadLetters: () => withRedis(queue.deadLetters()),
    async cancel(id, actor) {
      await demand(queue.cancel(id, actor.name), id, ACTIONS.cancel.why);
      return job(id);
    },
    async retry(id) {
      await demand(queue.retry(id), id, ACTIONS.retry.why);
      return job(id);
    },
    async runNow(id) {
      await demand(queue.runNow(id), id, ACTIONS['run-now'].why);
      return job(id);
    },
    async setPriority(id, priority) {
      await demand(queue.setPriority(id, priority), id, ACTIONS['set-priority'].why);
      return job(id);
    },
    remove: (id) => demand(queue.remove(id), id, ACTIONS.remove.why),
  };
}
