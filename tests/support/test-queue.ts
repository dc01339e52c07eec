import { randomUUID } from 'node:crypto';
import {
  Attempt,
  type Backoff,
  CANCEL_SCRIPT,
  cancelArgs,
  cancelKeys,
  findTask,
  type JobData,
  LogLine,
  makeKeys,
  type Priority,
  PRIORITY_NUMBER,
  QUEUES,
} from '@taskdeck/tasks';
import { type JobsOptions, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { z } from 'zod';
import { waitFor } from './wait-for.ts';

export interface TestJob {
  readonly task: string;
  readonly input?: object;
  readonly priority?: Priority;
  readonly attempts?: number;
  readonly backoff?: Backoff;
  readonly timeoutMs?: number;
  readonly softTimeoutMs?: number;
}

/** What Redis holds of a job. */
export interface StoredJob {
  readonly state: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly ledger: readonly Attempt[];
}

/** The queues as a worker sees them, for tests that need no server: puts jobs in and looks at what became of them. */
export class TestQueue {
  readonly keys = makeKeys();
  readonly #url: () => string;
  #redis: Redis | null = null;
  readonly #queues = new Map<string, Queue>();
  /** Of each job that was added here. */
  readonly #queueOf = new Map<string, Queue>();

  constructor(url: () => string) {
    this.#url = url;
  }

  get redis(): Redis {
    if (this.#redis === null) {
      this.#redis = new Redis(this.#url(), { maxRetriesPerRequest: null });
      this.#redis.on('error', () => undefined);
    }
    return this.#redis;
  }

  /** Into the queue of its task. Answers the job's id. */
  async add({ task, input = {}, priority = 'medium', ...more }: TestJob): Promise<string> {
    const data: z.input<typeof JobData> = {
      input,
      meta: {
        requestId: 'test',
        submittedBy: 'test',
        timeoutMs: more.timeoutMs ?? 60_000,
        softTimeoutMs: more.softTimeoutMs ?? null,
      },
    };
    const { backoff, attempts = 1 } = more;
    return this.addRaw(task, data, {
      priority: PRIORITY_NUMBER[priority],
      attempts,
      ...(backoff && {
        backoff: { type: backoff.type, delay: backoff.delayMs, jitter: backoff.jitter },
      }),
    });
  }

  /** A job with data of any shape, with BullMQ's own options; an unknown task's goes into the first queue. */
  async addRaw(task: string, data: unknown, options: JobsOptions = {}): Promise<string> {
    const queue = this.#queue(findTask(task)?.queue ?? QUEUES[0]);
    // Queues number their jobs each from 1: ids of ours are unique over all.
    const { id = '' } = await queue.add(task, data, { jobId: randomUUID(), ...options });
    this.#queueOf.set(id, queue);
    await this.redis.hset(this.keys.jobQueues, id, queue.name);
    return id;
  }

  /** The key of the job's hash. */
  jobKey(id: string): string {
    return this.keys.bullKey(this.#nameOf(id), id);
  }

  async look(id: string): Promise<StoredJob> {
    const job = await this.#queue(this.#nameOf(id)).getJob(id);
    const state = (await job?.getState()) ?? 'unknown';
    const fields = await this.redis.hgetall(this.jobKey(id));
    const ledger = Object.entries(fields)
      .filter(([name]) => name.startsWith('td:attempt:'))
      .map(([, line]) => Attempt.parse(JSON.parse(line)))
      .toSorted((a, b) => a.number - b.number);
    return { state, fields, ledger };
  }

  async log(id: string): Promise<LogLine[]> {
    const lines = await this.redis.lrange(this.keys.jobLog(this.#nameOf(id), id), 0, -1);
    return lines.map((line) => LogLine.parse(JSON.parse(line)));
  }

  /** Resolves when the job is in one of the states. */
  async until(id: string, states: readonly string[], timeoutMs = 50_000): Promise<StoredJob> {
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

  /** As the server does. */
  async cancel(id: string): Promise<void> {
    const keys = cancelKeys(this.keys, id);
    const args = cancelArgs(this.keys, id, 'test', Date.now());
    await this.redis.eval(CANCEL_SCRIPT, keys.length, ...keys, ...args);
  }

  /** Ends the delay of a delayed job, as the server does. */
  async runNow(id: string): Promise<void> {
    await (await this.#queue(this.#nameOf(id)).getJob(id))?.promote();
  }

  async totals(queue: string = QUEUES[0]): Promise<Record<string, string>> {
    return this.redis.hgetall(this.keys.totals(queue));
  }

  async close(): Promise<void> {
    for (const queue of this.#queues.values()) await queue.close();
    this.#redis?.disconnect();
  }

  #nameOf(id: string): string {
    return this.#queueOf.get(id)?.name ?? QUEUES[0];
  }

  #queue(name: string): Queue {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = new Queue(name, { connection: this.redis, prefix: this.keys.bull });
    queue.on('error', () => undefined);
    this.#queues.set(name, queue);
    return queue;
  }
}
