import { AppError } from '../errors.ts';
import type { ForeignOutcome, ForeignQueues } from '../queue/foreign/foreign-queues.ts';
import { withRedis } from '../redis/unavailable.ts';
import type {
  ForeignFilter,
  ForeignJob,
  ForeignJobAddress,
  ForeignJobs,
  ForeignQueues as ForeignQueueList,
  NewForeignJob,
} from '../schemas/foreign.ts';

/** Queues of other people's programs in the same Redis. Actions: FORBIDDEN unless the setting allows them, for whatever role. */
export interface ForeignServices {
  list(): Promise<ForeignQueueList>;
  /** Errors: NOT_FOUND when there is no such queue under the prefixes of the setting. */
  jobs(filter: ForeignFilter): Promise<ForeignJobs>;
  /** Errors: NOT_FOUND. */
  job(address: ForeignJobAddress): Promise<ForeignJob>;
  /** Queues a failed or completed job again. Errors: NOT_FOUND, CONFLICT with what forbids it, FORBIDDEN. */
  retry(address: ForeignJobAddress): Promise<ForeignJobAddress>;
  /** Runs a delayed job now. Errors: as `retry`. */
  runNow(address: ForeignJobAddress): Promise<ForeignJobAddress>;
  /** Removes a job that no worker has, so a waiting one is cancelled by it. Errors: as `retry`. */
  remove(address: ForeignJobAddress): Promise<ForeignJobAddress>;
  /** Errors: NOT_FOUND, CONFLICT, FORBIDDEN. */
  add(job: NewForeignJob): Promise<ForeignJobAddress>;
}

interface Parts {
  readonly queues: ForeignQueues;
  readonly writable: boolean;
  readonly now: () => number;
}

const noQueue = () =>
  new AppError('NOT_FOUND', 'There is no such queue under the prefixes that QUEUE_PREFIXES names.');
const noJob = () => new AppError('NOT_FOUND', 'The queue has no such job (any more).');

export function makeForeign({ queues, writable, now }: Parts): ForeignServices {
  const at = () => new Date(now()).toISOString();
  const act = async (
    queue: string,
    action: () => Promise<ForeignOutcome>,
    missing: () => AppError = noJob,
  ): Promise<ForeignJobAddress> => {
    if (!writable)
      throw new AppError(
        'FORBIDDEN',
        'Queues of other programs are read-only here: FOREIGN_QUEUES_WRITABLE=true would allow it.',
      );
    const done = await withRedis(action());
    if (done.outcome === 'missing') throw missing();
    if (done.outcome === 'refused') throw new AppError('CONFLICT', done.why);
    return { queue, id: done.id };
  };
  return {
    async list() {
      const found = await withRedis(queues.list());
      return { at: at(), prefixes: [...queues.prefixes], writable, ...found };
    },
    async jobs(filter) {
      const page = await withRedis(queues.jobs(filter));
      if (page === null) throw noQueue();
      return { at: at(), ...page };
    },
    async job(address) {
      const job = await withRedis(queues.job(address));
      if (job === null) throw noJob();
      return job;
    },
    retry: (address) => act(address.queue, () => queues.retry(address)),
    runNow: (address) => act(address.queue, () => queues.runNow(address)),
    remove: (address) => act(address.queue, () => queues.remove(address)),
    add: (job) => act(job.queue, () => queues.add(job), noQueue),
  };
}
