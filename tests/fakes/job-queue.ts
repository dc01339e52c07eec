import { groupBy } from '@taskdeck/server/group-by';
import type { ActionOutcome, JobQueue, StoredJob, Totals } from '@taskdeck/server/queue/job-queue';
import type { DeadLetters } from '@taskdeck/server/schemas/dead-letter';
import type { JobLog, JobLogQuery } from '@taskdeck/server/schemas/job-log';
import type { JobCount, JobFilter, JobMatch, JobPage, JobRow } from '@taskdeck/server/schemas/job';
import type { QueueStats } from '@taskdeck/server/schemas/stats';
import {
  JOB_STATES,
  type JobState,
  type LogLine,
  type NewJob,
  type Priority,
  QUEUES,
} from '@taskdeck/tasks';
import {
  countStates,
  deadLetterGroup,
  fingerprintOf,
  matches,
  newStored,
  rowOf,
} from './stored-jobs.ts';

/** What ioredis says while Redis is away and commands are not queued. */
const AWAY = "Stream isn't writeable and enableOfflineQueue options is false";

const ENDED: readonly JobState[] = ['completed', 'failed'];

export type Controlled = Pick<QueueStats, 'paused' | 'globalConcurrency' | 'rateLimit'>;
export const UNCONTROLLED: Controlled = { paused: null, globalConcurrency: null, rateLimit: null };

/** A queue in memory for tests of the rest of the server: passes the same contract as the adapter over BullMQ. */
export class FakeJobQueue implements JobQueue {
  readonly jobs = new Map<string, StoredJob>();
  /** Ids whose worker was asked to cancel. */
  readonly cancelRequests: string[] = [];
  readonly logs = new Map<string, readonly LogLine[]>();
  /** What `FakeQueueControls` did to each queue. */
  readonly controls = new Map<string, Controlled>();
  readonly #totals = new Map<string, Totals>();
  readonly #now: () => number;
  /** While true every call fails as it does when Redis is away. */
  down = false;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Between two tests: it is there and has no jobs. */
  reset(): void {
    this.jobs.clear();
    this.down = false;
  }

  async add(jobs: readonly NewJob[]): Promise<void> {
    this.#check();
    for (const job of jobs) {
      if (this.jobs.has(job.id)) continue;
      this.jobs.set(job.id, newStored(job, this.#now()));
      this.#count(job.queue, 'added');
    }
  }

  async children(): Promise<Record<string, string>> {
    this.#check();
    return {};
  }

  async rows(ids: readonly string[]): Promise<JobRow[]> {
    this.#check();
    return ids.flatMap((id) => {
      const job = this.jobs.get(id);
      return job === undefined ? [] : [rowOf(job)];
    });
  }

  async job(id: string): Promise<StoredJob | null> {
    this.#check();
    return this.jobs.get(id) ?? null;
  }

  async list(filter: JobFilter): Promise<JobPage> {
    this.#check();
    const newest = [...this.jobs.values()]
      .filter((job) => matches(job, filter))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .filter((job) => filter.cursor === undefined || job.id < filter.cursor);
    const items = newest.slice(0, filter.limit).map(rowOf);
    return { items, nextCursor: newest.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
  }

  async stats(): Promise<QueueStats[]> {
    this.#check();
    return QUEUES.map((queue) => {
      const jobs = [...this.jobs.values()].filter((job) => job.queue === queue);
      const waiting = jobs.filter((job) => job.state === 'waiting' || job.state === 'prioritized');
      return {
        queue,
        counts: countStates(jobs),
        oldestWaitingAt: waiting.map((job) => job.submittedAt).sort()[0] ?? null,
        ...(this.controls.get(queue) ?? UNCONTROLLED),
      };
    });
  }

  async totals(): Promise<Record<string, Totals>> {
    this.#check();
    return Object.fromEntries(QUEUES.map((queue) => [queue, { ...this.#totals.get(queue) }]));
  }

  scan(filter: JobFilter): Promise<JobPage> {
    return this.list(filter);
  }

  async count(filter: JobMatch): Promise<JobCount> {
    const { items } = await this.list({ ...filter, limit: this.jobs.size + 1 });
    return { count: items.length, exact: true, atMost: items.length };
  }

  async log({ id, after, limit }: JobLogQuery): Promise<JobLog | null> {
    this.#check();
    if (!this.jobs.has(id)) return null;
    const lines = this.logs.get(id) ?? [];
    const behind = lines.filter((line) => line.n > after);
    const items = behind.slice(0, limit);
    const nextAfter = items.at(-1)?.n ?? after;
    return { items, nextAfter, more: behind.length > limit, total: lines.at(-1)?.n ?? 0 };
  }

  async deadLetters(): Promise<DeadLetters> {
    this.#check();
    const dead = [...this.jobs.values()].filter((job) => fingerprintOf(job) !== null);
    const groups = [...groupBy(dead, (job) => fingerprintOf(job) ?? '')];
    const items = groups.map(([fingerprint, jobs]) => deadLetterGroup(fingerprint, jobs));
    return { items: items.sort((a, b) => b.count - a.count), total: dead.length };
  }

  async deadLetterCount(): Promise<number> {
    return (await this.deadLetters()).total;
  }

  async retry(id: string): Promise<ActionOutcome> {
    return this.#act(id, ENDED, (job) => {
      Object.assign(job, { state: 'prioritized', attemptsMade: 0, finishedAt: null, error: null });
      Object.assign(job, { result: null, cancel: null, progress: null });
    });
  }

  async remove(id: string): Promise<ActionOutcome> {
    const free = JOB_STATES.filter((state) => state !== 'active');
    return this.#act(id, free, () => void this.jobs.delete(id));
  }

  async cancel(id: string, by: string): Promise<ActionOutcome> {
    const open = JOB_STATES.filter((state) => !ENDED.includes(state));
    return this.#act(id, open, (job) => {
      const at = this.#instant();
      if (job.state === 'active') {
        this.cancelRequests.push(id);
        job.cancel ??= { by, requestedAt: at, acknowledgedAt: null, stoppedAt: null };
        return;
      }
      job.cancel = { by, requestedAt: at, acknowledgedAt: at, stoppedAt: at };
      this.#count(job.queue, 'cancelled');
      this.end(id, { code: 'CANCELLED', message: `Cancelled by ${by} before it started` });
    });
  }

  async runNow(id: string): Promise<ActionOutcome> {
    return this.#act(id, ['delayed'], (job) => {
      job.state = 'prioritized';
    });
  }

  async setPriority(id: string, priority: Priority): Promise<ActionOutcome> {
    return this.#act(id, ['waiting', 'prioritized', 'delayed'], (job) => {
      job.priority = priority;
    });
  }

  async prune(): Promise<boolean> {
    this.#check();
    return false;
  }

  async clean(): Promise<number> {
    this.#check();
    return 0;
  }

  async close(): Promise<void> {}

  /** As if a worker had taken the job. */
  start(id: string, worker = 'worker-1'): void {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Error(`No job ${id}`);
    Object.assign(job, { state: 'active', startedAt: this.#instant(), worker });
  }

  /** As if the job had completed with `result`, or failed. */
  end(id: string, error: StoredJob['error'], result: unknown = null): void {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Error(`No job ${id}`);
    Object.assign(job, { state: error === null ? 'completed' : 'failed', error, result });
    Object.assign(job, { finishedAt: this.#instant(), attemptsMade: job.attemptsMade + 1 });
  }

  /** As if its worker had written a line into its log. */
  addLog(id: string, message: string, level: LogLine['level'] = 'info'): void {
    const lines = this.logs.get(id) ?? [];
    const line = { n: lines.length + 1, time: this.#instant(), level, attempt: 1, message };
    this.logs.set(id, [...lines, line]);
  }

  #check(): void {
    if (this.down) throw new Error(AWAY);
  }

  async #act(
    id: string,
    allowed: readonly JobState[],
    action: (job: StoredJob) => void,
  ): Promise<ActionOutcome> {
    this.#check();
    const job = this.jobs.get(id);
    if (job === undefined) return 'missing';
    if (!allowed.includes(job.state)) return 'refused';
    action(job);
    return 'done';
  }

  #count(queue: string, field: string): void {
    const totals = this.#totals.get(queue) ?? {};
    this.#totals.set(queue, { ...totals, [field]: (totals[field] ?? 0) + 1 });
  }

  #instant(): string {
    return new Date(this.#now()).toISOString();
  }
}
