import {
  type Attempt,
  attemptField,
  type JobErrorCode,
  type Keys,
  latencyField,
  MAX_STALLED,
  TOTALS,
} from '@taskdeck/tasks';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { DeadLetter } from './dead-letter.ts';
import {
  ACKNOWLEDGE_CANCEL,
  CODE_STOPPED,
  END_ATTEMPT,
  GIVE_UP,
  START_ATTEMPT,
} from './ledger-scripts.ts';

/** What a ledger line says of a worker. */
type WorkerIdentity = Pick<Attempt, 'worker' | 'host' | 'containerId'>;

/** How an attempt ended. `final`: the job has ended with it. */
export type Ending =
  | { outcome: 'completed' }
  | { outcome: 'handed-back' }
  | { outcome: 'waiting' }
  | {
      outcome: 'failed';
      code: JobErrorCode;
      message: string;
      final: boolean;
      cancel?: CancelTimes;
    };

/** ISO 8601 UTC. */
interface CancelTimes {
  /** When the task was told. */
  readonly acknowledgedAt: string;
  /** When its code had ended; null: it still runs. */
  readonly stoppedAt: string | null;
}

const LOST_MESSAGE = 'The worker stopped renewing its lock: killed, hung or cut off';
/** A ledger line is read with every look at the job: it holds the beginning of a message only. */
const MESSAGE_LENGTH = 500;

/** Writes the ledger of attempts into the jobs, and adds to the totals of their queues. */
export class Ledger {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #worker: WorkerIdentity;

  constructor(redis: Redis, keys: Keys, worker: WorkerIdentity) {
    this.#redis = redis;
    this.#keys = keys;
    this.#worker = worker;
  }

  /**
   * Opens the line of an attempt and closes those of lost workers.
   * @returns the attempt and whether the job is still ours to run: `gone` when it was removed or given to another worker,
   *   `cancelled` when a cancel was asked for before the start
   */
  async start(
    job: Job,
    token: string,
  ): Promise<{ attempt: Attempt; state: 'started' | 'cancelled' | 'gone' }> {
    const now = Date.now();
    const attempt: Attempt = {
      // BullMQ counts every take: first runs, retries, reruns after a lost worker, and those after a hand-back.
      number: job.attemptsStarted,
      startedAt: new Date(now).toISOString(),
      endedAt: null,
      outcome: null,
      error: null,
      ...this.#worker,
    };
    const due = job.timestamp + (job.opts.delay ?? 0);
    const { id = '' } = job;
    const keys = this.#keys;
    const state = await this.#redis.eval(
      START_ATTEMPT,
      6,
      ...this.#jobKeys(job),
      keys.cancel(id),
      keys.deadLetters,
      keys.deadLetterGroups,
      token,
      attemptField(attempt.number),
      JSON.stringify(attempt),
      this.#worker.worker,
      attempt.number === 1 ? latencyField('wait', now - due) : '',
      TOTALS.lost,
      attempt.startedAt,
      'WORKER_LOST' satisfies JobErrorCode,
      LOST_MESSAGE,
      id,
      keys.deadLettersOf(''),
      ...attemptFields(attempt.number - 1),
    );
    return { attempt, state: state === 'started' || state === 'cancelled' ? state : 'gone' };
  }

  /**
   * Closes the line of an attempt and counts it; a final failure becomes a dead letter unless it was cancelled.
   * @returns `gone` when the job was removed or given to another worker; `cancelled` when a cancel was asked for that this ending does not
   *   obey: either way nothing was written
   */
  async end(
    job: Job,
    token: string,
    attempt: Attempt,
    ending: Ending,
  ): Promise<'ended' | 'cancelled' | 'gone'> {
    const now = Date.now();
    const failed = ending.outcome === 'failed' ? ending : null;
    const line: Attempt = {
      ...attempt,
      endedAt: new Date(now).toISOString(),
      outcome: ending.outcome,
      error: failed && { code: failed.code, message: failed.message.slice(0, MESSAGE_LENGTH) },
    };
    const cancelled = failed?.code === 'CANCELLED';
    const dead = failed?.final && !cancelled ? new DeadLetter(job, failed) : null;
    const { id = '' } = job;
    const answer = await this.#redis.eval(
      END_ATTEMPT,
      7,
      ...this.#jobKeys(job),
      this.#keys.cancel(id),
      ...this.#deadLetterKeys(dead),
      token,
      attemptField(attempt.number),
      JSON.stringify(line),
      failed?.code ?? '',
      cancelled || ending.outcome === 'handed-back' ? 0 : 1,
      failed?.cancel?.acknowledgedAt ?? '',
      failed?.cancel?.stoppedAt ?? '',
      id,
      now,
      dead?.fingerprint ?? '',
      dead?.group ?? '',
      ...totalsOf(ending, now - Date.parse(attempt.startedAt)),
    );
    return answer === 'ended' || answer === 'cancelled' ? answer : 'gone';
  }

  /** The task was told of its cancel at this time. */
  async acknowledgeCancel(job: Job, token: string, at: string): Promise<void> {
    const { id = '', queueName } = job;
    const [jobKey, lock] = this.#jobKeys(job);
    const events = this.#keys.bullKey(queueName, 'events');
    await this.#redis.eval(ACKNOWLEDGE_CANCEL, 3, jobKey, events, lock, token, at, id);
  }

  /** The code of a job that ended as cancelled has ended now too. */
  async codeStopped(job: Job, acknowledgedAt: string): Promise<void> {
    const { id = '', queueName } = job;
    const [jobKey] = this.#jobKeys(job);
    const events = this.#keys.bullKey(queueName, 'events');
    const now = new Date().toISOString();
    await this.#redis.eval(CODE_STOPPED, 2, jobKey, events, acknowledgedAt, now, id);
  }

  /**
   * For a job that BullMQ failed without running it, because it lost its worker more than `MAX_STALLED` times. One whose cancel was asked for
   * would have been cancelled at its next start.
   */
  async giveUp(job: Job): Promise<void> {
    const { id = '' } = job;
    const cancelled = (await this.#redis.exists(this.#keys.cancel(id))) === 1;
    const code: JobErrorCode = cancelled ? 'CANCELLED' : 'WORKER_LOST';
    const message = `Lost its worker ${MAX_STALLED + 1} times (killed, hung or cut off) and is not run again`;
    const dead = cancelled ? null : new DeadLetter(job, { code, message });
    const [jobKey, , totals] = this.#jobKeys(job);
    const now = Date.now();
    await this.#redis.eval(
      GIVE_UP,
      5,
      jobKey,
      totals,
      ...this.#deadLetterKeys(dead),
      id,
      code,
      message,
      new Date(now).toISOString(),
      'WORKER_LOST' satisfies JobErrorCode,
      LOST_MESSAGE,
      cancelled ? TOTALS.cancelled : TOTALS.failed,
      TOTALS.lost,
      now,
      dead?.fingerprint ?? '',
      dead?.group ?? '',
      ...attemptFields(job.attemptsStarted),
    );
  }

  #deadLetterKeys(dead: DeadLetter | null): [all: string, same: string, groups: string] {
    const { deadLetters, deadLettersOf, deadLetterGroups } = this.#keys;
    return [deadLetters, deadLettersOf(dead?.fingerprint ?? ''), deadLetterGroups];
  }

  #jobKeys(job: Job): [job: string, lock: string, totals: string] {
    const { queueName: queue, id = '' } = job;
    const keys = this.#keys;
    return [keys.bullKey(queue, id), keys.bullLock(queue, id), keys.totals(queue)];
  }
}

/** The fields of attempts 1 to `last`. */
function attemptFields(last: number): string[] {
  return Array.from({ length: Math.max(0, last) }, (_, i) => attemptField(i + 1));
}

/** A cancelled job counts as cancelled only, and what was cut short (cancelled, handed back) says nothing about run times. */
function totalsOf(ending: Ending, runMs: number): string[] {
  if (ending.outcome === 'handed-back' || ending.outcome === 'waiting') return [];
  if (ending.outcome === 'completed') return [TOTALS.completed, latencyField('run', runMs)];
  if (ending.code === 'CANCELLED') return [TOTALS.cancelled];
  return [...(ending.final ? [TOTALS.failed] : []), latencyField('run', runMs)];
}
