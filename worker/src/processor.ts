import {
  type Attempt,
  findTask,
  JobData,
  JobError,
  MAX_TIMEOUT_MS,
  type TaskDefinition,
} from '@taskdeck/tasks';
import { type Job, WaitingError } from 'bullmq';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Failure, failureOf } from './failure.ts';
import type { Ending, Ledger } from './ledger.ts';
import { ProgressWriter } from './progress-writer.ts';
import type { RunningJobs } from './running-jobs.ts';
import { runTask } from './run-task.ts';
import type { ThreadPool } from './thread-pool.ts';

/** BullMQ's processor. It has three plain parameters: only then does BullMQ pass the signal. */
export type Processor = (job: Job, token?: string, signal?: AbortSignal) => Promise<unknown>;

/** One try at a job. */
interface Run {
  readonly job: Job;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Takes a job from the first line of its ledger to the last. */
export class JobProcessor {
  readonly #ledger: Ledger;
  readonly #running: RunningJobs;
  readonly #threads: ThreadPool;
  readonly #log: Logger;

  constructor(ledger: Ledger, running: RunningJobs, threads: ThreadPool, log: Logger) {
    this.#ledger = ledger;
    this.#running = running;
    this.#threads = threads;
    this.#log = log;
  }

  readonly process: Processor = async (job, token = '', bullSignal?) => {
    const stop = new AbortController();
    const signal = bullSignal ? AbortSignal.any([bullSignal, stop.signal]) : stop.signal;
    const running = {
      id: job.id ?? '',
      task: job.name,
      queue: job.queueName,
      since: new Date().toISOString(),
      abort: (reason: JobError) => stop.abort(reason),
    };
    // Before the cancel flag is read: a cancel that comes after finds the job here.
    this.#running.add(running);
    try {
      return await this.#attempt({ job, token, signal, log: this.#logOf(job) });
    } finally {
      this.#running.delete(running);
    }
  };

  async #attempt(run: Run): Promise<unknown> {
    const { job, token, signal, log } = run;
    const { attempt, state } = await this.#ledger.start(job, token);
    if (state === 'gone') throw new Error('The job was removed or given to another worker');
    log.info({ attempt: attempt.number }, 'Job started');
    let result: unknown;
    try {
      if (state === 'cancelled') throw new JobError('CANCELLED', 'Cancelled before it started');
      result = await this.#work(run);
    } catch (thrown) {
      const failure = failureOf(thrown, signal);
      if (failure.code === 'HANDED_BACK') return this.#handBack(run, attempt);
      return this.#fail(run, attempt, failure);
    }
    if (await this.#end(run, attempt, { outcome: 'completed' })) this.#running.completed += 1;
    return result;
  }

  /** Checks what the job carries (Redis is a trust border), then runs its task within its time limit. */
  async #work({ job, signal }: Run): Promise<unknown> {
    const task = findTask(job.name);
    if (!task) throw new JobError('TASK_UNKNOWN', `This worker knows no task called ${job.name}`);
    const data = JobData.safeParse(job.data);
    if (!data.success)
      throw new JobError('INPUT_INVALID', `Not data of ours: ${z.prettifyError(data.error)}`);
    checkInput(task, data.data.input);

    const progress = new ProgressWriter((value) =>
      job.updateProgress(value).catch((error) => {
        this.#log.warn({ err: error, job: job.id }, 'Progress was not written');
      }),
    );
    const limit = new AbortController();
    const limitMs = Math.min(data.data.meta.timeoutMs, MAX_TIMEOUT_MS);
    const timer = setTimeout(() => limit.abort(timeLimitPassed(limitMs)), limitMs);
    try {
      return await runTask(
        {
          task,
          input: data.data.input,
          signal: AbortSignal.any([signal, limit.signal]),
          progress: (value) => progress.report(value),
        },
        this.#threads,
      );
    } catch (thrown) {
      throw limit.signal.aborted ? limit.signal.reason : thrown;
    } finally {
      clearTimeout(timer);
      await progress.close();
    }
  }

  async #fail(run: Run, attempt: Attempt, { code, message, retry, error }: Failure) {
    const attempts = run.job.opts.attempts ?? 1;
    const final = !retry || run.job.attemptsMade + 1 >= attempts;
    const ended = await this.#end(run, attempt, { outcome: 'failed', code, message, final });
    if (ended && final && code !== 'CANCELLED') this.#running.failed += 1;
    throw error;
  }

  /** Back to the head of its priority, with the attempt not used up. */
  async #handBack(run: Run, attempt: Attempt): Promise<never> {
    await this.#end(run, attempt, { outcome: 'handed-back' });
    await run.job.moveToWait(run.token);
    throw new WaitingError('Handed back');
  }

  async #end({ job, token, log }: Run, attempt: Attempt, ending: Ending): Promise<boolean> {
    const written = await this.#ledger.end(job, token, attempt, ending);
    const durationMs = Date.now() - Date.parse(attempt.startedAt);
    const facts = { attempt: attempt.number, durationMs, ...ending };
    if (!written) log.warn(facts, 'Job ended here, but it had been given to another worker');
    else if (ending.outcome === 'failed') log.warn(facts, 'Job failed');
    else log.info(facts, ending.outcome === 'completed' ? 'Job completed' : 'Job handed back');
    return written;
  }

  #logOf(job: Job): Logger {
    const data = JobData.safeParse(job.data);
    const requestId = data.success ? data.data.meta.requestId : null;
    return this.#log.child({ job: job.id, task: job.name, queue: job.queueName, requestId });
  }
}

function timeLimitPassed(limitMs: number): JobError {
  return new JobError('TIMEOUT', `Took longer than its time limit of ${limitMs} ms`);
}

function checkInput(task: TaskDefinition, input: unknown): void {
  const parsed = task.input.safeParse(input);
  if (!parsed.success)
    throw new JobError('INPUT_INVALID', `Invalid input: ${z.prettifyError(parsed.error)}`);
}
