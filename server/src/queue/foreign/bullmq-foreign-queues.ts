import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import { makeScript } from '../../redis/script.ts';
import type { ForeignJob, ForeignJobAddress } from '../../schemas/foreign.ts';
import { addTo, promoteIn, removeFrom, retryIn } from './bull-actions.ts';
import { cursorOf, LISTS, startOf } from './cursor.ts';
import { Discovery } from './discovery.ts';
import type { ForeignOutcome, ForeignQueues } from './foreign-queues.ts';
import {
  foreignJob,
  foreignPage,
  foreignQueue,
  type KnownQueue,
  PAYLOAD_BYTES,
} from './foreign-view.ts';
import { type QueueName, queueName } from './queue-names.ts';
import { COUNTS_SCRIPT } from './scripts/counts.ts';
import { JOB_SCRIPT } from './scripts/job.ts';
import { LIST_SCRIPT } from './scripts/list.ts';
import { WAKE_SCRIPT } from './scripts/wake.ts';

const countsScript = makeScript(COUNTS_SCRIPT);
const listScript = makeScript(LIST_SCRIPT);
const jobScript = makeScript(JOB_SCRIPT);
const wakeScript = makeScript(WAKE_SCRIPT);

/** Queues that one call of the counts script looks at. */
const COUNTED = 50;
const LOG_LINES = 200;
const LOG_LINE_BYTES = 2_000;

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly log: Logger;
  readonly now: () => number;
  readonly prefixes: readonly string[];
}

async function known(redis: Redis, queues: readonly QueueName[]): Promise<KnownQueue[]> {
  const batches: (readonly QueueName[])[] = [];
  for (let from = 0; from < queues.length; from += COUNTED)
    batches.push(queues.slice(from, from + COUNTED));
  const answers = await Promise.all(
    batches.map(async (batch) => {
      const refs = batch.map(({ ref }) => ref);
      const answer = z.array(z.unknown()).parse(await countsScript(redis, [], refs));
      return batch.flatMap((queue, i) => foreignQueue(queue, answer[i]) ?? []);
    }),
  );
  return answers.flat();
}

/** Which BullMQ opened it last; 0: one that is too old to say. */
const majorOf = ({ queue }: KnownQueue): number =>
  Number(/^bullmq:(\d+)/.exec(queue.version ?? '')?.[1] ?? 0);

/** What BullMQ 5 and older do when they resume a queue: the jobs put aside take the place of those that wait now, which are lost. */
const losesJobs = (known: KnownQueue): boolean =>
  known.queue.paused && (known.pausedAside || majorOf(known) < 6);
const PAUSED_ASIDE: ForeignOutcome = {
  outcome: 'refused',
  why: 'The queue is paused by a BullMQ older than 6, which would lose the job when it resumes the queue. Resume it first.',
};

/** The adapter over BullMQ's keys and class; see the interface. */
export function makeForeignQueues(parts: Parts): ForeignQueues {
  const { redis, keys, prefixes } = parts;
  const discovery = new Discovery(parts);

  const find = async (ref: string): Promise<KnownQueue | null> => {
    const name = queueName(ref, prefixes, keys);
    return name === null ? null : ((await known(redis, [name]))[0] ?? null);
  };
  const readJob = async ({ queue, id }: ForeignJobAddress): Promise<ForeignJob | null> => {
    if (queueName(queue, prefixes, keys) === null) return null;
    const args = [queue, id, PAYLOAD_BYTES, LOG_LINES, LOG_LINE_BYTES];
    return foreignJob(queue, await jobScript(redis, [], args));
  };
  /** Puts a job where workers take it from. */
  const enqueue = async (
    ref: string,
    act: () => Promise<ForeignOutcome>,
  ): Promise<ForeignOutcome> => {
    const queue = await find(ref);
    if (queue === null) return { outcome: 'missing' };
    if (losesJobs(queue)) return PAUSED_ASIDE;
    const done = await act();
    if (majorOf(queue) < 5) await wakeScript(redis, [], [ref]);
    return done;
  };

  return {
    prefixes,
    async list() {
      const { queues, complete } = await discovery.find();
      const items = await known(redis, queues);
      return { items: items.map(({ queue }) => queue), complete };
    },
    async jobs({ queue: ref, state, cursor, limit }) {
      if ((await find(ref)) === null) return null;
      const { list } = LISTS[state];
      const args = [ref, list, limit, ...startOf(state, cursor), state];
      const { items, next } = foreignPage(await listScript(redis, [], args));
      return { items, nextCursor: cursorOf(next) };
    },
    job: readJob,
    retry: (address) => enqueue(address.queue, () => retryIn(parts, address)),
    runNow: (address) => enqueue(address.queue, () => promoteIn(parts, address)),
    async remove(address) {
      const job = await readJob(address);
      if (job === null) return { outcome: 'missing' };
      // Its key may be that of something else: BullMQ would delete whatever is there.
      if (job.state === null)
        return { outcome: 'refused', why: 'None of the lists of the queue names the job.' };
      return removeFrom(parts, address);
    },
    add: (job) => enqueue(job.queue, () => addTo(parts, job)),
  };
}
