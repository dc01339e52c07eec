import { Queue, Worker, type Job, type JobsOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { waitFor } from './wait-for.ts';

/** A program of somebody else that works with BullMQ under its own prefix: one queue, and a worker where it is asked for one. */
export class OtherProgram {
  readonly redis: Redis;
  readonly queue: Queue;
  #worker: Worker | null = null;

  constructor(url: string, name: string, prefix = 'bull') {
    this.redis = new Redis(url, { maxRetriesPerRequest: null });
    this.redis.on('error', () => undefined);
    this.queue = new Queue(name, { connection: this.redis, prefix });
    this.queue.on('error', () => undefined);
  }

  /** Its jobs: `bad` fails, every other logs a line, reports 50 and answers `{ ok: name }`. */
  work(): void {
    const { name, opts } = this.queue;
    const run = async (job: Job) => {
      if (job.name === 'bad') throw new Error(`No receiver: ${JSON.stringify(job.data)}`);
      await job.log(`sending ${job.name}`);
      await job.updateProgress(50);
      return { ok: job.name };
    };
    const prefix = opts.prefix ?? 'bull';
    const connection = this.redis.duplicate();
    connection.on('error', () => undefined);
    this.#worker = new Worker(name, run, { connection, prefix });
    this.#worker.on('closed', () => connection.disconnect());
    this.#worker.on('error', () => undefined);
  }

  async add(name: string, data: unknown = {}, options: JobsOptions = {}): Promise<string> {
    return (await this.queue.add(name, data, options)).id ?? '';
  }

  async state(id: string): Promise<string> {
    return this.queue.getJobState(id);
  }

  async until(id: string, state: string): Promise<void> {
    await waitFor(async () => (await this.state(id)) === state, {
      timeoutMs: 30_000,
      what: `${id} to be ${state}`,
    });
  }

  async close(): Promise<void> {
    await this.#worker?.close();
    await this.queue.close();
    this.redis.disconnect();
  }
}
