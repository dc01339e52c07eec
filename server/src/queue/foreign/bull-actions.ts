import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { ForeignJobAddress, NewForeignJob } from '../../schemas/foreign.ts';
import type { ForeignOutcome } from './foreign-queues.ts';
import { splitForBull } from './queue-names.ts';

interface Parts {
  readonly redis: Redis;
  readonly log: Logger;
}

/** BullMQ's refusals, by the words it uses. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [
    /belongs to a job scheduler/,
    'A job scheduler made it as its next run; only the scheduler can be removed.',
  ],
  [/not in the|Missing key/, 'Its state has changed meanwhile. Look again.'],
];

const refused = (why: string): ForeignOutcome => ({ outcome: 'refused', why });

/**
 * Calls BullMQ's own class for one action. It lives no longer than that, so that none has to be kept, bounded and closed; looking never opens one,
 * and opening one does not touch the queue's settings.
 */
async function withQueue(
  { redis, log }: Parts,
  ref: string,
  action: (queue: Queue) => Promise<ForeignOutcome>,
): Promise<ForeignOutcome> {
  // BullMQ waits for a connection as long as it takes; callers of ours want to know at once.
  if (redis.status !== 'ready') throw new Error('Connection is closed.');
  const { prefix, name } = splitForBull(ref);
  const queue = new Queue(name, { connection: redis, prefix, skipMetasUpdate: true });
  queue.on('error', (error) => log.debug({ queue: ref, err: error }, 'Queue error'));
  try {
    return await action(queue);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const known = REFUSALS.find(([words]) => words.test(message));
    if (known !== undefined) return refused(known[1]);
    // BullMQ reads the whole job before it acts.
    if (error instanceof SyntaxError) return refused('What Redis holds of it is not valid JSON.');
    throw error;
  } finally {
    await queue.close();
  }
}

export const retryIn = (parts: Parts, { queue: ref, id }: ForeignJobAddress) =>
  withQueue(parts, ref, async (queue) => {
    const job = await queue.getJob(id);
    if (job === undefined) return { outcome: 'missing' };
    const state = await job.getState();
    if (state !== 'failed' && state !== 'completed')
      return refused('Only a job that failed or completed can be queued again.');
    await job.retry(state, { resetAttemptsMade: true });
    return { outcome: 'done', id };
  });

export const promoteIn = (parts: Parts, { queue: ref, id }: ForeignJobAddress) =>
  withQueue(parts, ref, async (queue) => {
    const job = await queue.getJob(id);
    if (job === undefined) return { outcome: 'missing' };
    if ((await job.getState()) !== 'delayed')
      return refused('Only a delayed job can be run before its time.');
    await job.promote();
    return { outcome: 'done', id };
  });

/** The jobs that it waits for stay: they may be in queues that nobody meant. */
export const removeFrom = (parts: Parts, { queue: ref, id }: ForeignJobAddress) =>
  withQueue(parts, ref, async (queue) => {
    const removed = await queue.remove(id, { removeChildren: false });
    return removed === 1 ? { outcome: 'done', id } : refused('A worker has the job.');
  });

export const addTo = (parts: Parts, { queue: ref, name, data = {}, options = {} }: NewForeignJob) =>
  withQueue(parts, ref, async (queue) => {
    const { priority, delayMs, attempts, backoff } = options;
    const job = await queue.add(name, data, {
      ...(priority !== undefined && { priority }),
      ...(delayMs !== undefined && { delay: delayMs }),
      ...(attempts !== undefined && { attempts }),
      ...(backoff !== undefined && {
        backoff: {
          type: backoff.type,
          delay: backoff.delayMs,
          ...(backoff.jitter !== undefined && { jitter: backoff.jitter }),
        },
      }),
    });
    return { outcome: 'done', id: job.id ?? '' };
  });
