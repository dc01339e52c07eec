import type { StoredJob } from '@taskdeck/server/queue/job-queue';
import type { DeadLetterSummary } from '@taskdeck/server/schemas/dead-letter';
import type { JobFilter, JobRow } from '@taskdeck/server/schemas/job';
import type { Counts } from '@taskdeck/server/schemas/stats';
import { commonPart, fingerprint, JOB_STATES, type JobState, type NewJob } from '@taskdeck/tasks';

/** Of a dead letter; null for other jobs. */
export function fingerprintOf({ state, task, error }: StoredJob): string | null {
  if (state !== 'failed' || error === null || error.code === 'CANCELLED') return null;
  return fingerprint(task, error.code, error.message);
}

const isOneOf = <T>(wanted: T | undefined, value: T): boolean =>
  wanted === undefined || wanted === value;

export function matches(job: StoredJob, filter: JobFilter): boolean {
  const q = filter.q?.toLowerCase() ?? '';
  return (
    isOneOf(filter.state, job.state) &&
    isOneOf(filter.task, job.task) &&
    isOneOf(filter.queue, job.queue) &&
    isOneOf<string | null>(filter.fingerprint, fingerprintOf(job)) &&
    (filter.tag === undefined || job.tags.includes(filter.tag)) &&
    (filter.dead !== true || fingerprintOf(job) !== null) &&
    (job.id.includes(q) || job.task.includes(q))
  );
}

export function countStates(jobs: readonly StoredJob[]): Counts {
  const count = (state: JobState) => jobs.filter((job) => job.state === state).length;
  const [a, b, c, d, e, f, g] = JOB_STATES;
  return {
    [a]: count(a),
    [b]: count(b),
    [c]: count(c),
    [d]: count(d),
    [e]: count(e),
    [f]: count(f),
    [g]: count(g),
  };
}

/** What is said of dead letters with one fingerprint. */
export function deadLetterGroup(of: string, jobs: readonly StoredJob[]): DeadLetterSummary {
  const byEnd = jobs.toSorted((a, b) => ((a.finishedAt ?? '') < (b.finishedAt ?? '') ? -1 : 1));
  const [first, last] = [byEnd[0], byEnd.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`No jobs of ${of}`);
  return {
    fingerprint: of,
    task: first.task,
    queue: first.queue,
    code: first.error?.code ?? 'TASK_FAILED',
    message: commonPart(first.error?.message ?? ''),
    count: jobs.length,
    firstAt: first.finishedAt ?? '',
    lastAt: last.finishedAt ?? '',
    newestId: last.id,
  };
}

/** A job that was just queued. */
export function newStored(job: NewJob, now: number): StoredJob {
  const at = (ms: number) => new Date(ms).toISOString();
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
    submittedAt: at(now),
    runAt: job.delayMs > 0 ? at(now + job.delayMs) : null,
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
    scheduleId: job.scheduleId ?? null,
    parent: job.parent ?? null,
  };
}

export function rowOf(job: StoredJob): JobRow {
  const {
    input: _i,
    result: _r,
    attempts: _a,
    requestId: _q,
    submittedBy: _s,
    timeoutMs: _t,
    softTimeoutMs: _o,
    backoff: _b,
    scheduleId: _c,
    parent: _h,
    ...row
  } = job;
  return structuredClone(row);
}
