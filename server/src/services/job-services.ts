import { AppError } from '../errors.ts';
import type { Board } from '../live/board.ts';
import { findContainer } from '../live/worker-view.ts';
import type { ActionOutcome, JobQueue } from '../queue/job-queue.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Containers } from '../schemas/container.ts';
import type { Job } from '../schemas/job.ts';
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

/** What can be asked of and done to jobs that exist. */
export function makeJobServices(
  queue: JobQueue,
  board: Board,
): Pick<Services, 'job' | 'jobs' | 'cancel' | 'retry' | 'remove'> {
  const job = async (id: string): Promise<Job> => {
    const stored = await withRedis(queue.job(id));
    if (stored === null) throw missing(id);
    const attempts = stored.attempts.map((attempt) => ({
      ...attempt,
      container: jobContainer(attempt.containerId, board.containers),
    }));
    return { ...stored, attempts, container: attempts.at(-1)?.container ?? null };
  };
  return {
    job,
    jobs: (filter) => withRedis(queue.list(filter)),
    async cancel(id, actor) {
      await demand(queue.cancel(id, actor.name), id, 'The job has already ended.');
      return job(id);
    },
    async retry(id) {
      const why = 'Only a job that failed or completed can be queued again.';
      await demand(queue.retry(id), id, why);
      return job(id);
    },
    remove: (id) => demand(queue.remove(id), id, 'A worker has the job; cancel it first.'),
  };
}
