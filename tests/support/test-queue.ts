import {
  Attempt,
  type JobData,
  makeKeys,
  type Priority,
  PRIORITY_NUMBER,
  QUEUES,
} from '@taskdeck/tasks';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { waitFor } from './wait-for.ts';

export interface TestJob {
  readonly task: string;
  readonly input?: object;
  readonly priority?: Priority;
  readonly attempts?: number;
  readonly timeoutMs?: number;
}

/** What Redis holds of a job. */
export interface StoredJob {
  readonly state: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly ledger: readonly Attempt[];
}

/** A queue as a worker sees it, for tests that need no server: puts jobs in and looks at what became of them. */
export class TestQueue {
  readonly keys = makeKeys();
  readonly redis: Redis;
  readonly #queue: Queue;
  readonly #name = QUEUES[0];

  constructor(url: string) {
    this.redis = new Redis(url, { maxRetriesPerRequest: null });
    this.redis.on('error', () => undefined);
    this.#queue = new Queue(this.#name, { connection: this.redis, prefix: this.keys.bull });
    this.#queue.on('error', () => undefined);
  }

  /** Answers the job's id. */
  async add({ task, input = {}, priority = 'medium', ...more }: TestJob): Promise<string> {
    const data: JobData = {
      input,
      meta: { requestId: 'test', submittedBy: 'test', timeoutMs: more.timeoutMs ?? 60_000 },
    };
    return this.addRaw(task, data, priority, more.attempts);
  }

  /** A job with data of any shape. */
  async addRaw(task: string, data: unknown, priority: Priority = 'medium', attempts = 1) {
    const job = await this.#queue.add(task, data, {
      priority: PRIORITY_NUMBER[priority],
      attempts,
    });
    return job.id ?? '';
  }

  async look(id: string): Promise<StoredJob> {
    const job = await this.#queue.getJob(id);
    const state = (await job?.getState()) ?? 'unknown';
    const fields = await this.redis.hgetall(this.keys.bullKey(this.#name, id));
    const ledger = Object.entries(fields)
      .filter(([name]) => name.startsWith('td:attempt:'))
      .map(([, line]) => Attempt.parse(JSON.parse(line)))
      .toSorted((a, b) => a.number - b.number);
    return { state, fields, ledger };
  }

  /** Resolves when the job is in one of the states. */
  async until(id: string, states: readonly string[], timeoutMs = 20_000): Promise<StoredJob> {
    return waitFor(
      async () => {
        const job = await this.look(id);
        return states.includes(job.state) ? job : null;
      },
      { timeoutMs, intervalMs: 50, what: `job ${id} to be ${states.join(' or ')}` },
    );
  }

  async ended(id: string, timeoutMs?: number): Promise<StoredJob> {
    return this.until(id, ['completed', 'failed'], timeoutMs);
  }

  /** Resolves when a worker has opened the job's ledger line of that number. */
  async started(id: string, number = 1): Promise<StoredJob> {
    return waitFor(
      async () => {
        const job = await this.look(id);
        return job.ledger.length >= number ? job : null;
      },
      { timeoutMs: 40_000, what: `start ${number} of job ${id}` },
    );
  }

  /** Asks for a cancel, as the server does. */
  async cancel(id: string): Promise<void> {
    await this.redis.set(this.keys.cancel(id), '{}', 'EX', 60);
    await this.redis.publish(this.keys.cancels, id);
  }

  async totals(): Promise<Record<string, string>> {
    return this.redis.hgetall(this.keys.totals(this.#name));
  }

  async close(): Promise<void> {
    await this.#queue.close();
    this.redis.disconnect();
  }
}
