import {
  JobError,
  KEEP_COMPLETED,
  KEEP_FAILED,
  type Keys,
  LOCK_MS,
  MAX_STALLED,
  STALLED_CHECK_MS,
} from '@taskdeck/tasks';
import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Cancels } from './cancels.ts';
import type { QueueSlots } from './config.ts';
import type { Ledger } from './ledger.ts';
import type { Processor } from './processor.ts';
import { isConnectionError } from './redis.ts';
import type { RunningJobs } from './running-jobs.ts';

interface ConsumerParts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly workerId: string;
  readonly ledger: Ledger;
  readonly running: RunningJobs;
  readonly cancels: Cancels;
  readonly process: Processor;
  /** Called whenever the consumer's own connection begins to work: at the start, and after each outage. */
  readonly connected: () => void;
  readonly log: Logger;
}

/** Takes the jobs of one queue. */
export class Consumer {
  readonly #worker: Worker;
  #blockingStatus: () => string = () => 'connecting';

  constructor({ name, concurrency }: QueueSlots, parts: ConsumerParts) {
    const { redis, keys, workerId, running, process, log } = parts;
    this.#worker = new Worker(name, process, {
      connection: redis,
      prefix: keys.bull,
      name: workerId,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLED,
      removeOnComplete: KEEP_COMPLETED,
      removeOnFail: KEEP_FAILED,
      // After an error; the default of 15 s would hold up a job's end long after Redis is back.
      runRetryDelay: 1_000,
      autorun: false,
    });
    this.#worker.on('error', (error) => {
      if (!isConnectionError(error)) log.error({ err: error, queue: name }, 'Queue error');
    });
    // A job whose lock is lost will be run again elsewhere: what runs here is wasted.
    this.#worker.on('lockRenewalFailed', (ids) => {
      const reason = new JobError('WORKER_LOST', 'Lost the lock of the job');
      for (const id of ids) running.abort(id, reason);
    });
    this.#worker.on('failed', (job) => {
      if (!job) return;
      afterFailure(job, parts).catch((error) =>
        log.error({ err: error, job: job.id }, 'The end of the job was not written'),
      );
    });
    void this.#watchConnection(parts.connected);
  }

  /** Begins to take jobs. */
  start(log: Logger): void {
    this.#worker.run().catch((error) => log.error({ err: error }, 'Queue loop ended'));
  }

  /** Whether its own connection, the one that waits for jobs, works. */
  get connected(): boolean {
    return this.#blockingStatus() === 'ready';
  }

  /** Takes nothing new until `resume`; what runs goes on. */
  async pause(): Promise<void> {
    await this.#worker.pause(true);
    // It may be waiting for a job, and would still take the first that comes.
    const backend = this.#worker.getBackend();
    await backend.disconnectBlocking(true);
    await backend.reconnectBlocking();
  }

  async resume(): Promise<void> {
    await this.#worker.resume();
  }

  /** Takes nothing new; resolves when all that runs has ended. */
  async drain(): Promise<void> {
    await this.#worker.close();
  }

  /** A failure to connect is reported, and mended, by the connection itself. */
  async #watchConnection(connected: () => void): Promise<void> {
    try {
      const client = await this.#worker.getBackend().blockingClient;
      if (!client) return;
      this.#blockingStatus = () => client.status;
      client.on('ready', connected);
      if (this.connected) connected();
    } catch {
      this.#blockingStatus = () => 'end';
    }
  }
}

async function afterFailure(job: Job, { ledger, cancels }: ConsumerParts): Promise<void> {
  // BullMQ fails a job that was stalled too often itself, without running it.
  if (job.deferredFailure) await ledger.giveUp(job);
  else if (job.finishedOn === undefined) await cancels.obeyNow(job.id ?? '');
}
