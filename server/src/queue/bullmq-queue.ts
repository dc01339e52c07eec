import {
  bullJob,
  findTask,
  type Keys,
  type NewJob,
  type Priority,
  QUEUES,
  type SecretBox,
  type SentData,
} from '@taskdeck/tasks';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { groupBy } from '../group-by.ts';
import type { DeadLetters } from '../schemas/dead-letter.ts';
import type { JobLog, JobLogQuery } from '../schemas/job-log.ts';
import type { JobCount, JobFilter, JobMatch, JobPage, JobRow } from '../schemas/job.ts';
import type { QueueStats } from '../schemas/stats.ts';
import { cleanEnded } from './clean-ended.ts';
import { countJobs } from './count-jobs.ts';
import { readDeadLetters } from './dead-letters.ts';
import { IndexPruner } from './index-pruner.ts';
import { JobActions } from './job-actions.ts';
import { JobIndex } from './job-index.ts';
import { readJobLog } from './job-log.ts';
import type { ActionOutcome, JobQueue, Retention, StoredJob, Totals } from './job-queue.ts';
import { storedJob } from './job-view.ts';
import { listJobs } from './list-jobs.ts';
import { queueStats } from './queue-stats.ts';
import { readRows } from './read-rows.ts';

type TaskQueue = Queue<SentData>;

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly secrets: SecretBox;
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

/** The adapter over BullMQ 6: the only place of the server that knows it. */
export class BullmqQueue implements JobQueue {
  readonly #parts: Parts;
  readonly #index: JobIndex;
  readonly #pruner: IndexPruner;
  readonly #actions: JobActions;
  readonly #queues: ReadonlyMap<string, TaskQueue>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#index = new JobIndex(parts);
    this.#pruner = new IndexPruner(parts);
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
    this.#actions = new JobActions({ ...parts, queues: this.#queues });
  }

  async add(jobs: readonly NewJob[]): Promise<void> {
    this.#demandRedis();
    const [only] = jobs;
    const added = jobs.length === 1 && only ? this.#addOne(only) : this.#addMany(jobs);
    // An entry without a job is skipped and pruned; a job whose entry could not be written is an error that the caller is told.
    await Promise.all([this.#index.add(jobs), added]);
  }

  /** One job goes as one command; the pipeline of `addBulk` costs more than it saves, also when jobs of several requests are put together for it. */
  async #addOne(job: NewJob): Promise<void> {
    const { name, data, opts } = bullJob(this.#sealed(job));
    await this.#queues.get(job.queue)?.add(name, data, opts);
  }

  /** With its secrets encrypted: what is in Redis is in its backups, too. */
  #sealed(job: NewJob): NewJob {
    const task = findTask(job.task);
    if (task === undefined) return job;
    const input = this.#parts.secrets.seal(task, job.input);
    return input === job.input ? job : { ...job, input };
  }

  async #addMany(jobs: readonly NewJob[]): Promise<void> {
    const ofQueues = [...groupBy(jobs, (job) => job.queue)];
    await Promise.all(
      ofQueues.map(([name, ofQueue]) =>
        this.#queues.get(name)?.addBulk(ofQueue.map((job) => bullJob(this.#sealed(job)))),
      ),
    );
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

  scan(filter: JobFilter): Promise<JobPage> {
    return listJobs(this.#parts, filter, 'all');
  }

  count(filter: JobMatch): Promise<JobCount> {
    return countJobs(this.#parts, filter);
  }

  log(query: JobLogQuery): Promise<JobLog | null> {
    return readJobLog(this.#parts, query);
  }

  deadLetters(): Promise<DeadLetters> {
    return readDeadLetters(this.#parts);
  }

  deadLetterCount(): Promise<number> {
    return this.#parts.redis.zcard(this.#parts.keys.deadLetters);
  }

  async retry(id: string): Promise<ActionOutcome> {
    this.#demandRedis();
    return this.#actions.retry(id);
  }

  async remove(id: string): Promise<ActionOutcome> {
    this.#demandRedis();
    return this.#actions.remove(id);
  }

  cancel(id: string, by: string): Promise<ActionOutcome> {
    return this.#actions.cancel(id, by);
  }

  async runNow(id: string): Promise<ActionOutcome> {
    this.#demandRedis();
    return this.#actions.runNow(id);
  }

  async setPriority(id: string, priority: Priority): Promise<ActionOutcome> {
    this.#demandRedis();
    return this.#actions.setPriority(id, priority);
  }

  children(id: string): Promise<Record<string, string>> {
    return this.#actions.children(id);
  }

  prune(): Promise<boolean> {
    return this.#pruner.step();
  }

  async clean(keep: Retention): Promise<number> {
    this.#demandRedis();
    return cleanEnded({ ...this.#parts, queues: this.#queues }, keep);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  /** BullMQ waits for a connection as long as it takes; callers of ours want to know at once. */
  #demandRedis(): void {
    if (this.#parts.redis.status !== 'ready') throw new Error('Connection is closed.');
  }
}
