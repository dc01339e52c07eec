import {
  CANCEL_SCRIPT,
  cancelArgs,
  cancelKeys,
  CHILDREN_FIELD,
  type Keys,
  PRIORITY_NUMBER,
  type Priority,
} from '@taskdeck/tasks';
import { Job, type Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { makeScript } from '../redis/script.ts';
import type { ActionOutcome } from './job-queue.ts';
import { readRows } from './read-rows.ts';
import { FORGET_END_SCRIPT, LEAVE_DEAD_LETTERS_SCRIPT } from './scripts/forget-end.ts';

const cancelScript = makeScript(CANCEL_SCRIPT);
const forgetEndScript = makeScript(FORGET_END_SCRIPT);
const leaveDeadLettersScript = makeScript(LEAVE_DEAD_LETTERS_SCRIPT);

const Outcome = z.enum(['done', 'missing', 'refused', 'children']);
const Children = z.record(z.string(), z.string());
/** Children acted on at a time. */
const CHILDREN_BATCH = 50;
const Ended = z.union([
  z.tuple([z.enum(['missing', 'refused'])]),
  z.tuple([z.enum(['completed', 'failed']), z.string()]),
]);

const Home = z.string().nullable();

/** BullMQ's own bound of the events of a queue. */
const MAX_EVENTS = 10_000;

/** What BullMQ says when a job's state forbids what was asked, or the job has gone meanwhile. */
const WRONG_STATE = /locked|not in the|could not be removed|cannot be removed/;
const GONE = /Missing key/;

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly now: () => number;
  readonly queues: ReadonlyMap<string, Queue>;
}

/** What BullMQ made of it. */
async function outcomeOf(work: Promise<unknown>): Promise<ActionOutcome> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Error && GONE.test(error.message)) return 'missing';
    if (error instanceof Error && WRONG_STATE.test(error.message)) return 'refused';
    throw error;
  }
}

/** What is done to one job. Each reads a few fields at most: payloads may be large, and many jobs may be acted on. */
export class JobActions {
  readonly #p: Parts;

  constructor(parts: Parts) {
    this.#p = parts;
  }

  async retry(id: string): Promise<ActionOutcome> {
    const { redis } = this.#p;
    const [keys, args] = this.#deadLetterArgs(id);
    const flag = this.#p.keys.cancel(id);
    const ended = Ended.parse(await forgetEndScript(redis, [...keys, flag], args));
    if (ended.length === 1) return ended[0];
    const [state, queue] = ended;
    // A parent runs on with what its children have done; those that failed are what it is retried for.
    await this.#eachChild(id, (child) => this.#retryFailed(child));
    return outcomeOf(this.#handle(queue, id).retry(state, { resetAttemptsMade: true }));
  }

  async #retryFailed(id: string): Promise<void> {
    const [row] = await readRows(this.#p, [id]);
    if (row?.state === 'failed') await this.retry(id);
  }

  async remove(id: string): Promise<ActionOutcome> {
    const [keys, args] = this.#deadLetterArgs(id);
    const queue = Home.parse(await leaveDeadLettersScript(this.#p.redis, keys, args));
    return queue === null ? 'missing' : outcomeOf(this.#handle(queue, id).remove());
  }

  async cancel(id: string, by: string): Promise<ActionOutcome> {
    const { redis, keys, now } = this.#p;
    const args = cancelArgs(keys, id, by, now());
    const outcome = Outcome.parse(await cancelScript(redis, cancelKeys(keys, id), args));
    if (outcome === 'missing' || outcome === 'refused') return outcome;
    // Those that it queues from now on are its worker's business, which sees the flag.
    await this.#eachChild(id, (child) => this.cancel(child, by));
    return 'done';
  }

  /** Ids of the children of a job by their keys; {} for a job that has none. */
  async children(id: string): Promise<Record<string, string>> {
    const { redis, keys } = this.#p;
    const queue = await redis.hget(keys.jobQueues, id);
    const text = queue === null ? null : await redis.hget(keys.bullKey(queue, id), CHILDREN_FIELD);
    return text === null ? {} : Children.parse(JSON.parse(text));
  }

  async #eachChild(id: string, act: (child: string) => Promise<unknown>): Promise<void> {
    const ids = Object.values(await this.children(id));
    for (let from = 0; from < ids.length; from += CHILDREN_BATCH)
      await Promise.all(ids.slice(from, from + CHILDREN_BATCH).map(act));
  }

  async runNow(id: string): Promise<ActionOutcome> {
    const [row] = await readRows(this.#p, [id]);
    if (row === undefined) return 'missing';
    if (row.state !== 'delayed') return 'refused';
    return outcomeOf(this.#handle(row.queue, id).promote());
  }

  async setPriority(id: string, priority: Priority): Promise<ActionOutcome> {
    const [row] = await readRows(this.#p, [id]);
    if (row === undefined) return 'missing';
    if (!['waiting', 'prioritized', 'delayed'].includes(row.state)) return 'refused';
    const change = { priority: PRIORITY_NUMBER[priority] };
    const outcome = await outcomeOf(this.#handle(row.queue, id).changePriority(change));
    // BullMQ tells nobody.
    if (outcome === 'done') await this.#tell(row.queue, 'td:priority', id);
    return outcome;
  }

  /** Adds an event of ours to those of the queue, so that open lists show the job as it is now. */
  async #tell(queue: string, event: string, id: string): Promise<void> {
    const { redis, keys } = this.#p;
    const events = keys.bullKey(queue, 'events');
    await redis.xadd(events, 'MAXLEN', '~', MAX_EVENTS, '*', 'event', event, 'jobId', id);
  }

  #deadLetterArgs(id: string): [keys: string[], args: string[]] {
    const { keys } = this.#p;
    return [
      [keys.jobQueues, keys.deadLetters, keys.deadLetterGroups],
      [keys.bull, id, keys.deadLettersOf('')],
    ];
  }

  /** BullMQ's object for a job, of which nothing but the id is known; `getJob` would read all of it. */
  #handle(queue: string, id: string): Job {
    const home = this.#p.queues.get(queue);
    if (home === undefined) throw new Error(`The job ${id} is in a queue called ${queue}`);
    return new Job(home, '', {}, {}, id);
  }
}
