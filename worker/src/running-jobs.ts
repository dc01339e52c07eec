import type { JobError } from '@taskdeck/tasks';

interface RunningJob {
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  /** ISO 8601 UTC. */
  readonly since: string;
  /** Aborts the signal of its task; only the first reason counts. */
  abort(reason: JobError): void;
}

/** The jobs this worker runs now, and how many it has ended. */
export class RunningJobs {
  readonly #jobs = new Set<RunningJob>();
  readonly #changed: () => void;
  #handedBack: JobError | null = null;
  /** Jobs (not attempts) since the process started. */
  completed = 0;
  failed = 0;

  /** @param changed called after each start and end */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  add(job: RunningJob): void {
    this.#jobs.add(job);
    // BullMQ may still deliver a job that it was fetching when the worker began to stop.
    if (this.#handedBack) job.abort(this.#handedBack);
    this.#changed();
  }

  delete(job: RunningJob): void {
    this.#jobs.delete(job);
    this.#changed();
  }

  list(): readonly RunningJob[] {
    return [...this.#jobs];
  }

  abort(id: string, reason: JobError): void {
    for (const job of this.#jobs) if (job.id === id) job.abort(reason);
  }

  /** Aborts all, and whatever is added later. */
  handBack(reason: JobError): void {
    this.#handedBack = reason;
    for (const job of this.#jobs) job.abort(reason);
  }
}
