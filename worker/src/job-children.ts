import {
  bullJob,
  CANCEL_SCRIPT,
  cancelArgs,
  cancelKeys,
  type ChildJob,
  type ChildOutcome,
  type Children,
  CHILDREN_FIELD,
  DEFAULT_BACKOFF,
  ERROR_CODE_FIELD,
  findTask,
  INDEX_SCRIPT,
  indexArgs,
  indexKeys,
  JOB_ERROR_CODES,
  JobData,
  JobError,
  type Keys,
  MAX_CHILDREN,
  type NewJob,
  type SecretBox,
} from '@taskdeck/tasks';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** Thrown to give the slot back until children have ended. */
export class WaitForChildren extends Error {
  override readonly name = 'WaitForChildren';

  /** @param isOver what it would wait for has come already: it goes on at once */
  constructor(readonly isOver: boolean) {
    super('Waits for its children');
  }
}

export interface ChildrenParts {
  readonly redis: Redis;
  readonly keys: Keys;
  /** For adding jobs to a queue. */
  readonly queueOf: (name: string) => Queue;
  readonly secrets: SecretBox;
  /** A new UUIDv7. */
  readonly newId: () => string;
}

/** Children that are queued at a time. */
const BATCH = 200;

const Ids = z.record(z.string(), z.string());
const Code = z.enum(JOB_ERROR_CODES);

/** The id in BullMQ's key of a job (prefix:queue:id). */
const idOf = (jobKey: string): string => jobKey.slice(jobKey.lastIndexOf(':') + 1);

/**
 * The children of one job that runs. Which child is which is noted in the job's own hash before the first is queued, so that a run after a crash
 * finds those that an earlier run queued, and queues only the others.
 */
export class JobChildren implements Children {
  readonly #parts: ChildrenParts;
  readonly #job: Job;

  constructor(parts: ChildrenParts, job: Job) {
    this.#parts = parts;
    this.#job = job;
  }

  async ended(): Promise<ReadonlyMap<string, ChildOutcome>> {
    const ids = await this.#ids();
    if (ids.size === 0) return new Map();
    const [results, failures] = await Promise.all([
      this.#job.getChildrenValues<unknown>(),
      this.#job.getIgnoredChildrenFailures(),
    ]);
    const outcomes = new Map<string, ChildOutcome>();
    for (const [key, result] of Object.entries(results ?? {})) {
      const id = idOf(key);
      outcomes.set(id, { id, state: 'completed', result, error: null });
    }
    const failed = Object.entries(failures ?? {});
    const codes = await Promise.all(
      failed.map(([key]) => this.#parts.redis.hget(key, ERROR_CODE_FIELD)),
    );
    for (const [i, [key, message]] of failed.entries()) {
      const id = idOf(key);
      const code = Code.safeParse(codes[i]);
      const error = { code: code.success ? code.data : ('TASK_FAILED' as const), message };
      outcomes.set(id, { id, state: 'failed', result: null, error });
    }
    return new Map(
      [...ids].flatMap(([key, id]) => {
        const outcome = outcomes.get(id);
        return outcome === undefined ? [] : [[key, outcome] as const];
      }),
    );
  }

  async wait(jobs: readonly ChildJob[], onFailure: 'stop' | 'continue'): Promise<never> {
    const ids = await this.#ids();
    for (const { key } of jobs) if (!ids.has(key)) ids.set(key, this.#parts.newId());
    if (ids.size > MAX_CHILDREN)
      throw new JobError('INPUT_INVALID', `A flow may have ${MAX_CHILDREN} jobs in all`);
    const { meta } = JobData.parse(this.#job.data);
    const prepared = jobs.map((job) => this.#prepare(job, ids.get(job.key) ?? '', meta));
    await this.#note(ids);
    const ended = await this.ended();
    const open = prepared.filter((job) => !ended.has(job.parent.key));
    for (let from = 0; from < open.length; from += BATCH)
      await this.#add(open.slice(from, from + BATCH), onFailure);
    // BullMQ wakes a parent that waits, not one that is about to.
    const now = await this.ended();
    const stops = onFailure === 'stop' && [...now.values()].some(({ state }) => state === 'failed');
    throw new WaitForChildren(stops);
  }

  async cancelRest(who: string): Promise<void> {
    const { redis, keys } = this.#parts;
    const ended = await this.ended();
    for (const [key, id] of await this.#ids()) {
      if (ended.has(key)) continue;
      const scriptKeys = cancelKeys(keys, id);
      const args = cancelArgs(keys, id, who, Date.now());
      await redis.eval(CANCEL_SCRIPT, scriptKeys.length, ...scriptKeys, ...args);
    }
  }

  get #hash(): string {
    return this.#parts.keys.bullKey(this.#job.queueName, this.#job.id ?? '');
  }

  async #ids(): Promise<Map<string, string>> {
    const text = await this.#parts.redis.hget(this.#hash, CHILDREN_FIELD);
    return new Map(Object.entries(text === null ? {} : Ids.parse(JSON.parse(text))));
  }

  /** The job is ours and active, so its hash exists: it can't be removed. */
  async #note(ids: ReadonlyMap<string, string>): Promise<void> {
    const text = JSON.stringify(Object.fromEntries(ids));
    await this.#parts.redis.hset(this.#hash, CHILDREN_FIELD, text);
  }

  #prepare({ key, task: name, input, options }: ChildJob, id: string, meta: JobData['meta']) {
    const task = findTask(name);
    if (task === undefined) throw new JobError('TASK_UNKNOWN', `${key}: no task is called ${name}`);
    const parsed = task.input.safeParse(input);
    if (!parsed.success)
      throw new JobError('INPUT_INVALID', `${key}: ${z.prettifyError(parsed.error)}`);
    return {
      id,
      task: name,
      queue: task.queue,
      input: this.#parts.secrets.seal(task, parsed.data),
      priority: options.priority ?? 'medium',
      delayMs: 0,
      attempts: options.attempts ?? task.attempts,
      backoff: options.backoff ?? task.backoff ?? DEFAULT_BACKOFF,
      timeoutMs: options.timeoutMs ?? task.timeoutMs,
      softTimeoutMs: task.softTimeoutMs ?? null,
      tags: meta.tags,
      requestId: meta.requestId,
      submittedBy: meta.submittedBy,
      parent: { id: this.#job.id ?? '', key },
    } satisfies NewJob;
  }

  /** Those that an earlier run queued are left alone: BullMQ would make the parent wait for one that has failed already. */
  async #add(jobs: readonly NewJob[], onFailure: 'stop' | 'continue'): Promise<void> {
    const { redis, keys, queueOf } = this.#parts;
    const there = await Promise.all(
      jobs.map(({ id, queue }) => redis.exists(keys.bullKey(queue, id))),
    );
    const fresh = jobs.filter((_job, i) => there[i] === 0);
    if (fresh.length === 0) return;
    const indexed = indexKeys(keys);
    await redis.eval(INDEX_SCRIPT, indexed.length, ...indexed, ...indexArgs(keys, fresh));
    const parent = { id: this.#job.id ?? '', queue: this.#job.queueQualifiedName };
    const failing =
      onFailure === 'stop'
        ? { continueParentOnFailure: true }
        : { ignoreDependencyOnFailure: true };
    for (const queue of new Set(fresh.map((job) => job.queue))) {
      const ofQueue = fresh.filter((job) => job.queue === queue).map(bullJob);
      const withParent = ofQueue.map((job) => ({
        ...job,
        opts: { ...job.opts, ...failing, parent },
      }));
      await queueOf(queue).addBulk(withParent);
    }
  }
}
