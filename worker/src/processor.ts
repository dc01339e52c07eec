import {
  type Attempt,
  findTask,
  JobData,
  JobError,
  MAX_TIMEOUT_MS,
  type TaskDefinition,
  type TaskSettings,
  type TaskValues,
} from '@taskdeck/tasks';
import { type Job, WaitingChildrenError, WaitingError } from 'bullmq';
import type { Logger } from 'pino';
import { z } from 'zod';
import { cancelled } from './cancels.ts';
import { type ChildrenParts, JobChildren, WaitForChildren } from './job-children.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Ending, Ledger } from './ledger.ts';
import type { LeftCode } from './left-code.ts';
import { limitTime } from './limits.ts';
import { LogWriter } from './log-writer.ts';
import { ProgressWriter } from './progress-writer.ts';
import type { Reports } from './reports.ts';
import type { RunningJobs } from './running-jobs.ts';
import { runTask } from './run-task.ts';
import type { ThreadPool } from './thread-pool.ts';

/** BullMQ's processor. It has three plain parameters: only then does BullMQ pass the signal. */
export type Processor = (job: Job, token?: string, signal?: AbortSignal) => Promise<unknown>;

interface ProcessorParts {
  readonly ledger: Ledger;
  readonly left: LeftCode;
  readonly reports: Reports;
  readonly running: RunningJobs;
  readonly threads: ThreadPool;
  readonly values: TaskValues;
  readonly settings: TaskSettings;
  readonly children: ChildrenParts;
  readonly log: Logger;
}

/** One try at a job. */
interface Run {
  readonly job: Job;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** When the task was told of its cancel, ISO 8601 UTC; null: it was not. */
  acknowledgedAt: string | null;
  /** Resolves when the task's code has ended; null: none runs. */
  code: Promise<void> | null;
}

/** Takes a job from the first line of its ledger to the last. */
export class JobProcessor {
  readonly #parts: ProcessorParts;

  constructor(parts: ProcessorParts) {
    this.#parts = parts;
  }

  readonly process: Processor = async (job, token = '', bullSignal?) => {
    const { running } = this.#parts;
    const stop = new AbortController();
    const signal = bullSignal ? AbortSignal.any([bullSignal, stop.signal]) : stop.signal;
    const log = this.#logOf(job);
    const run: Run = { job, token, signal, log, acknowledgedAt: null, code: null };
    const entry = {
      id: job.id ?? '',
      task: job.name,
      queue: job.queueName,
      since: new Date().toISOString(),
      abort: (reason: JobError) => {
        if (signal.aborted) return;
        stop.abort(reason);
        // Without code there is nobody to tell: the end of the attempt says so.
        if (reason.code === 'CANCELLED' && run.code) this.#acknowledge(run);
      },
    };
    // Before the cancel flag is read: a cancel that comes after finds the job here.
    running.add(entry);
    try {
      return await this.#attempt(run);
    } finally {
      running.delete(entry);
    }
  };

  async #attempt(run: Run): Promise<unknown> {
    const { job, token, signal, log } = run;
    const { ledger, running } = this.#parts;
    const { attempt, state } = await ledger.start(job, token);
    if (state === 'gone') throw new Error('The job was removed or given to another worker');
    log.info({ attempt: attempt.number }, 'Job started');
    let result: unknown;
    try {
      if (state === 'cancelled') throw new JobError('CANCELLED', 'Cancelled before it started');
      result = await this.#work(run, attempt);
    } catch (thrown) {
      if (thrown instanceof WaitForChildren && !signal.aborted)
        return this.#wait(run, attempt, thrown);
      const failure = failureOf(thrown, signal);
      if (failure.code === 'HANDED_BACK') return this.#handBack(run, attempt);
      if (failure.code === 'CANCELLED') return this.#cancel(run, attempt, failure);
      return this.#fail(run, attempt, failure);
    }
    const ended = await this.#end(run, attempt, { outcome: 'completed' });
    if (ended === 'cancelled') return this.#cancel(run, attempt);
    if (ended === 'ended') running.completed += 1;
    return result;
  }

  /** Checks what the job carries (Redis is a trust border), then runs its task within its time limits. */
  async #work(run: Run, attempt: Attempt): Promise<unknown> {
    const { job, token, signal } = run;
    const { reports, settings, threads, values } = this.#parts;
    const task = findTask(job.name);
    if (!task) throw new JobError('TASK_UNKNOWN', `This worker knows no task called ${job.name}`);
    const data = JobData.safeParse(job.data);
    if (!data.success)
      throw new JobError('INPUT_INVALID', `Not data of ours: ${z.prettifyError(data.error)}`);
    const { meta } = data.data;
    const input = this.#parts.children.secrets.open(task, data.data.input);
    checkInput(task, input);
    signal.throwIfAborted();

    const unwritten = (what: string) => (error: unknown) =>
      run.log.warn({ err: error }, `${what} was not written`);
    const progress = new ProgressWriter((value) =>
      reports.progress(job, token, value).catch(unwritten('Progress')),
    );
    const log = new LogWriter((batch) =>
      reports.log(job, token, attempt.number, batch).catch(unwritten('The log')),
    );
    const limits = limitTime(signal, {
      timeoutMs: Math.min(meta.timeoutMs, MAX_TIMEOUT_MS),
      softTimeoutMs: meta.softTimeoutMs,
    });
    const { result, ended } = runTask(
      {
        task,
        input,
        jobId: job.id ?? '',
        attempt: attempt.number,
        signal: limits.signal,
        giveUp: limits.giveUp,
        settings,
        values,
        children: new JobChildren(this.#parts.children, job),
        progress: (value) => progress.report(value),
        log: (batch) => log.addAll(batch),
      },
      threads,
    );
    run.code = ended;
    try {
      return await result;
    } catch (thrown) {
      throw limits.passed ?? thrown;
    } finally {
      limits.end();
      if (!limits.giveUp.aborted) {
        await ended;
        run.code = null;
      }
      await Promise.all([progress.close(), log.close()]);
    }
  }

  async #fail(run: Run, attempt: Attempt, failure: Failure): Promise<never> {
    const { code, message, retry, error } = failure;
    const attempts = run.job.opts.attempts ?? 1;
    const final = !retry || run.job.attemptsMade + 1 >= attempts;
    const ended = await this.#end(run, attempt, { outcome: 'failed', code, message, final });
    if (ended === 'cancelled') return this.#cancel(run, attempt);
    if (ended === 'ended' && final) this.#parts.running.failed += 1;
    throw error;
  }

  async #cancel(run: Run, attempt: Attempt, failure = failureOf(cancelled())): Promise<never> {
    const now = new Date().toISOString();
    const acknowledgedAt = run.acknowledgedAt ?? now;
    const { code, message, error } = failure;
    const cancel = { acknowledgedAt, stoppedAt: run.code ? null : now };
    await new JobChildren(this.#parts.children, run.job).cancelRest('the cancel of its flow');
    await this.#end(run, attempt, { outcome: 'failed', code, message, final: true, cancel });
    if (run.code) this.#parts.left.watch({ job: run.job, acknowledgedAt }, run.code);
    throw error;
  }

  #acknowledge(run: Run): void {
    run.acknowledgedAt = new Date().toISOString();
    this.#parts.ledger
      .acknowledgeCancel(run.job, run.token, run.acknowledgedAt)
      .catch((error) => run.log.warn({ err: error }, 'The acknowledgement was not written'));
  }

  /** Gives its slot back until BullMQ finds its children ended; the next start is another line of the ledger. */
  async #wait(run: Run, attempt: Attempt, { isOver }: WaitForChildren): Promise<never> {
    const ended = await this.#end(run, attempt, { outcome: 'waiting' });
    if (ended === 'cancelled') return this.#cancel(run, attempt);
    if (!isOver && (await run.job.moveToWaitingChildren(run.token)))
      throw new WaitingChildrenError();
    // What it waits for came in the meantime.
    await run.job.moveToWait(run.token);
    throw new WaitingError('Its children have ended');
  }

  /** Back to the head of its priority, with the attempt not used up. */
  async #handBack(run: Run, attempt: Attempt): Promise<never> {
    await this.#end(run, attempt, { outcome: 'handed-back' });
    await run.job.moveToWait(run.token);
    throw new WaitingError('Handed back');
  }

  async #end({ job, token, log }: Run, attempt: Attempt, ending: Ending) {
    const ended = await this.#parts.ledger.end(job, token, attempt, ending);
    const durationMs = Date.now() - Date.parse(attempt.startedAt);
    const facts = { attempt: attempt.number, durationMs, ...ending };
    if (ended === 'gone')
      log.warn(facts, 'Job ended here, but it had been given to another worker');
    else if (ended === 'cancelled') log.info(facts, 'Job ended, but a cancel had been asked for');
    else if (ending.outcome === 'failed') log.warn(facts, 'Job failed');
    else log.info(facts, WORDS[ending.outcome]);
    return ended;
  }

  #logOf(job: Job): Logger {
    const data = JobData.safeParse(job.data);
    const requestId = data.success ? data.data.meta.requestId : null;
    return this.#parts.log.child({ job: job.id, task: job.name, queue: job.queueName, requestId });
  }
}

const WORDS = {
  completed: 'Job completed',
  'handed-back': 'Job handed back',
  waiting: 'Job waits for its children',
} as const;

function checkInput(task: TaskDefinition, input: unknown): void {
  const parsed = task.input.safeParse(input);
  if (!parsed.success)
    throw new JobError('INPUT_INVALID', `Invalid input: ${z.prettifyError(parsed.error)}`);
}
