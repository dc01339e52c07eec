import { bullJob, type Keys, type NewJob, QUEUES, type SentData, TASKS } from '@taskdeck/tasks';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import { groupBy } from '../group-by.ts';
import { makeScript } from '../redis/script.ts';
import type { JobFilter, JobPage, JobRow } from '../schemas/job.ts';
import type { QueueStats } from '../schemas/stats.ts';
import { JobIndex } from './job-index.ts';
import type { ActionOutcome, JobQueue, StoredJob, Totals } from './job-queue.ts';
import { storedJob } from './job-view.ts';
import { listJobs } from './list-jobs.ts';
import { queueStats } from './queue-stats.ts';
import { readRows } from './read-rows.ts';
import { CANCEL_SCRIPT } from './scripts/cancel.ts';
import { PRUNE_SCRIPT } from './scripts/prune.ts';

const cancelScript = makeScript(CANCEL_SCRIPT);
const pruneScript = makeScript(PRUNE_SCRIPT);

/** Index entries looked at by one `pruneIndex`. */
const PRUNE_BATCH = 1_000;
/** A cancel flag outlives the longest attempt. */
const CANCEL_SECONDS = 86_400;

const Outcome = z.enum(['done', 'missing', 'refused']);

/** What BullMQ says when a job's state forbids what was asked. */
const WRONG_STATE = /locked|not in the|Missing key|could not be removed/;

type TaskQueue = Queue<SentData>;

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly log: Logger;
  readonly now: () => number;
}

async function readJob(parts: Parts, id: string): Promise<StoredJob | null> {
  const [row] = await readRows(parts, [id]);
  if (row === undefined) return null;
  const hash = await parts.redis.hgetall(parts.keys.bullKey(row.queue, id));
  return storedJob(row, hash);
}

async function readTotals({ redis, keys }: Parts): Promise<Record<string, Totals>> {
  const all = await Promise.all(QUEUES.map((queue) => redis.hgetall(keys.totals(queue))));
  return Object.fromEntries(
    QUEUES.map((queue, i) => [
      queue,
      Object.fromEntries(Object.entries(all[i] ?? {}).map(([field, n]) => [field, Number(n)])),
    ]),
  );
}

/** One job goes as one command; `addBulk` wraps its jobs in a transaction, which costs more than it saves for one. */
function addTo(
  queue: TaskQueue | undefined,
  jobs: readonly NewJob[],
): Promise<unknown> | undefined {
  const [only] = jobs;
  if (jobs.length !== 1 || only === undefined) return queue?.addBulk(jobs.map(bullJob));
  const { name, data, opts } = bullJob(only);
  return queue?.add(name, data, opts);
}

type BullJob = NonNullable<Awaited<ReturnType<TaskQueue['getJob']>>>;

/** The adapter over BullMQ 6: the only place of the server that knows it. */
export class BullmqQueue implements JobQueue {
  readonly #parts: Parts;
  readonly #index: JobIndex;
  readonly #queues: ReadonlyMap<string, TaskQueue>;
  #pruneFrom = '-';

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#index = new JobIndex(parts);
    this.#queues = new Map(
      QUEUES.map((name) => {
        const queue = new Queue<SentData>(name, {
          connection: parts.redis,
          prefix: parts.keys.bull,
        });
        // The connection itself reports that Redis is away; here it would be said once more for every queue.
        queue.on('error', (error) => parts.log.debug({ queue: name, err: error }, 'Queue error'));
        return [name, queue];
      }),
    );
  }

  async add(jobs: readonly NewJob[]): Promise<void> {
    this.#demandRedis();
    const adds = [...groupBy(jobs, (job) => job.queue)].map(([name, ofQueue]) =>
      addTo(this.#queues.get(name), ofQueue),
    );
    // An entry without a job is skipped and pruned; a job whose entry could not be written is an error that the caller is told.
    await Promise.all([this.#index.add(jobs), ...adds]);
  }

  rows(ids: readonly string[]): Promise<JobRow[]> {
    return readRows(this.#parts, ids);
  }

  job(id: string): Promise<StoredJob | null> {
    return readJob(this.#parts, id);
  }

  list(filter: JobFilter): Promise<JobPage> {
    return listJobs(this.#parts, filter);
  }

  stats(): Promise<QueueStats[]> {
    return queueStats(this.#parts);
  }

  totals(): Promise<Record<string, Totals>> {
    return readTotals(this.#parts);
  }

  retry(id: string): Promise<ActionOutcome> {
    const { redis, keys } = this.#parts;
    return this.#act(id, async (job) => {
      const state = await job.getState();
      if (state !== 'failed' && state !== 'completed') throw new Error(`not in the failed state`);
      await redis.del(keys.cancel(id));
      await job.retry(state, { resetAttemptsMade: true });
    });
  }

  remove(id: string): Promise<ActionOutcome> {
    return this.#act(id, (job) => job.remove());
  }

  async cancel(id: string, by: string): Promise<ActionOutcome> {
    const { redis, keys, now } = this.#parts;
    const at = now();
    const flag = JSON.stringify({ by, requestedAt: new Date(at).toISOString() });
    const scriptKeys = [keys.jobQueues, keys.cancel(id), keys.totals('')];
    const why = `Cancelled by ${by} before it started`;
    const args = [keys.bull, id, keys.cancels, at, why, CANCEL_SECONDS, flag];
    return Outcome.parse(await cancelScript(redis, scriptKeys, args));
  }

  async pruneIndex(): Promise<number> {
    const { redis, keys } = this.#parts;
    const tasks = TASKS.map((task) => task.name);
    const args = [keys.bull, keys.jobsOfTask(''), this.#pruneFrom, PRUNE_BATCH, ...tasks];
    const answer = await pruneScript(redis, [keys.jobs, keys.jobQueues], args);
    const [dropped, next] = z.tuple([z.number(), z.string()]).parse(answer);
    this.#pruneFrom = next;
    return dropped;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  /** BullMQ waits for a connection as long as it takes; callers of ours want to know at once. */
  #demandRedis(): void {
    if (this.#parts.redis.status !== 'ready') throw new Error('Connection is closed.');
  }

  async #act(id: string, action: (job: BullJob) => Promise<void>): Promise<ActionOutcome> {
    this.#demandRedis();
    const { redis, keys } = this.#parts;
    const name = await redis.hget(keys.jobQueues, id);
    const job = name === null ? undefined : await this.#queues.get(name)?.getJob(id);
    if (job === undefined) return 'missing';
    try {
      await action(job);
      return 'done';
    } catch (error) {
      if (error instanceof Error && WRONG_STATE.test(error.message)) return 'refused';
      throw error;
    }
  }
}
