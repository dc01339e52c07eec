import type {
  ActionOutcome,
  JobQueue,
  NewJob,
  StoredJob,
  Totals,
} from '@taskdeck/server/queue/job-queue';
import type { JobFilter, JobPage, JobRow } from '@taskdeck/server/schemas/job';
import type { QueueStats } from '@taskdeck/server/schemas/stats';
import { JOB_STATES, QUEUES, type JobState } from '@taskdeck/tasks';

/** What ioredis says while Redis is away and commands are not queued. */
const AWAY = "Stream isn't writeable and enableOfflineQueue options is false";

const ENDED: readonly JobState[] = ['completed', 'failed'];

/** A queue in memory for tests of the rest of the server: passes the same contract as the adapter over BullMQ. */
export class FakeJobQueue implements JobQueue {
  readonly jobs = new Map<string, StoredJob>();
  /** Ids whose worker was asked to cancel. */
  readonly cancelRequests: string[] = [];
  readonly #totals = new Map<string, Totals>();
  readonly #now: () => number;
  /** While true every call fails as it does when Redis is away. */
  down = false;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async add(jobs: readonly NewJob[]): Promise<void> {
    this.#check();
    for (const job of jobs) {
      if (this.jobs.has(job.id)) continue;
      this.jobs.set(job.id, this.#stored(job));
      this.#count(job.queue, 'added');
    }
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
    const q = filter.q?.toLowerCase() ?? '';
    const newest = [...this.jobs.values()]
      .filter((job) => filter.state === undefined || job.state === filter.state)
      .filter((job) => filter.task === undefined || job.task === filter.task)
      .filter((job) => filter.queue === undefined || job.queue === filter.queue)
      .filter((job) => job.id.includes(q) || job.task.includes(q))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .filter((job) => filter.cursor === undefined || job.id < filter.cursor);
    const items = newest.slice(0, filter.limit).map(rowOf);
    return { items, nextCursor: newest.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
  }

  async stats(): Promise<QueueStats[]> {
    this.#check();
    return QUEUES.map((queue) => {
      const jobs = [...this.jobs.values()].filter((job) => job.queue === queue);
      const count = (state: JobState) => jobs.filter((job) => job.state === state).length;
      const waiting = jobs.filter((job) => job.state === 'waiting' || job.state === 'prioritized');
      const [a, b, c, d, e, f, g] = JOB_STATES;
      return {
        queue,
        counts: {
          [a]: count(a),
          [b]: count(b),
          [c]: count(c),
          [d]: count(d),
          [e]: count(e),
          [f]: count(f),
          [g]: count(g),
        },
        oldestWaitingAt: waiting.map((job) => job.submittedAt).sort()[0] ?? null,
      };
    });
  }

  async totals(): Promise<Record<string, Totals>> {
    this.#check();
    return Object.fromEntries(QUEUES.map((queue) => [queue, { ...this.#totals.get(queue) }]));
  }

  async retry(id: string): Promise<ActionOutcome> {
    return this.#act(id, ENDED, (job) => {
      Object.assign(job, { state: 'prioritized', attemptsMade: 0, finishedAt: null, error: null });
      job.result = null;
    });
  }

  async remove(id: string): Promise<ActionOutcome> {
    const free = JOB_STATES.filter((state) => state !== 'active');
    return this.#act(id, free, () => void this.jobs.delete(id));
  }

  async cancel(id: string, by: string): Promise<ActionOutcome> {
    const open = JOB_STATES.filter((state) => !ENDED.includes(state));
    return this.#act(id, open, (job) => {
      if (job.state === 'active') {
        this.cancelRequests.push(id);
        return;
      }
      this.#count(job.queue, 'cancelled');
      this.end(id, { code: 'CANCELLED', message: `Cancelled by ${by} before it started` });
    });
  }

  async pruneIndex(): Promise<number> {
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

  #instant(afterMs = 0): string {
    return new Date(this.#now() + afterMs).toISOString();
  }

  #stored(job: NewJob): StoredJob {
    return {
      id: job.id,
      task: job.task,
      queue: job.queue,
      state: job.delayMs > 0 ? 'delayed' : 'prioritized',
      priority: job.priority,
      progress: null,
      error: null,
      attemptsMade: 0,
      maxAttempts: job.attempts,
      submittedAt: this.#instant(),
      runAt: job.delayMs > 0 ? this.#instant(job.delayMs) : null,
      startedAt: null,
      finishedAt: null,
      worker: null,
      tags: [...job.tags],
      logLines: 0,
      cancel: null,
      input: job.input,
      result: null,
      attempts: [],
      requestId: job.requestId,
      submittedBy: job.submittedBy,
      timeoutMs: job.timeoutMs,
      softTimeoutMs: job.softTimeoutMs,
      backoff: job.backoff,
    };
  }
}

function rowOf(job: StoredJob): JobRow {
  const {
    input: _i,
    result: _r,
    attempts: _a,
    requestId: _q,
    submittedBy: _s,
    timeoutMs: _t,
    softTimeoutMs: _o,
    backoff: _b,
    ...row
  } = job;
  return structuredClone(row);
}
      scheduleId: job.scheduleId ?? null,
    scheduleId: _e,
