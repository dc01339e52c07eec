import { BullmqQueue } from '@taskdeck/server/queue/bullmq-queue';
import { Janitor } from '@taskdeck/server/live/janitor';
import { connectRedis } from '@taskdeck/server/redis/connect';
import { makeKeys, makeSecretBox } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newJob } from '../contracts/queue-harness.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

const log = pino({ level: 'silent' });
const keys = makeKeys();
const YEAR = 365 * 86_400;
const forEver = { age: YEAR, count: 1_000_000 };

let server: TestRedis;
let redis: Redis;
let queue: BullmqQueue;
beforeAll(async () => {
  server = await startRedis();
  const config = { url: server.urlOf('server'), host: '', port: 0, username: null, password: null };
  redis = connectRedis(config, 'commands', log);
  await waitFor(() => redis.status === 'ready', { timeoutMs: 30_000 });
  queue = new BullmqQueue({ redis, keys, secrets: makeSecretBox(null), log, now: Date.now });
});
afterAll(async () => {
  await queue.close();
  redis.disconnect();
  await server.remove();
});

/** Jobs that ended, oldest first. */
async function ended(count: number): Promise<string[]> {
  const jobs = Array.from({ length: count }, () => newJob({ tags: ['old'] }));
  await queue.add(jobs);
  for (const { id } of jobs) await queue.cancel(id, 'mira');
  return jobs.map((job) => job.id);
}

/** As many dead letters as there would be if these had failed by themselves. */
async function bury(ids: readonly string[], group: string): Promise<void> {
  for (const id of ids) {
    await redis.hset(keys.bullKey('default', id), 'td:fingerprint', group);
    await redis.zadd(keys.deadLetters, Date.now(), id);
    await redis.zadd(keys.deadLettersOf(group), Date.now(), id);
  }
  const what = { task: 'sleep', queue: 'default', code: 'TASK_FAILED', message: 'why' };
  await redis.hset(keys.deadLetterGroups, group, JSON.stringify(what));
}

const failed = () => redis.zcard(keys.bullKey('default', 'failed'));

/** A janitor with a retention of its own. It keeps time by a clock that the test sets. */
function janitor(keep: ConstructorParameters<typeof Janitor>[1]) {
  let now = Date.now();
  const made = new Janitor({ queue, log, now: () => now }, keep);
  return {
    beat(afterMs = 0) {
      now += afterMs;
      made.beat();
    },
    stop: () => made.stop(),
  };
}

describe('the janitor', () => {
  it('removes the oldest beyond the number that is kept, with all that tells of them', async () => {
    const ids = await ended(500);
    await bury(ids.slice(0, 300), 'aaaaaaaaaaaaaaaa');
    await bury(ids.slice(300), 'bbbbbbbbbbbbbbbb');
    const tidy = janitor({ completed: forEver, failed: { age: YEAR, count: 40 } });
    tidy.beat();
    await waitFor(async () => (await failed()) === 40, { timeoutMs: 30_000 });
    await waitFor(async () => (await redis.zcard(keys.jobs)) === 40, { timeoutMs: 30_000 });
    expect(await redis.zrange(keys.bullKey('default', 'failed'), 0, -1)).toEqual(ids.slice(-40));
    // Dead letters follow, in this round or one of the next.
    await waitFor(async () => {
      tidy.beat(60_000);
      return (await redis.zcard(keys.deadLetters)) === 40;
    });
    await waitFor(async () => {
      tidy.beat(60_000);
      return (await redis.hkeys(keys.deadLetterGroups)).join() === 'bbbbbbbbbbbbbbbb';
    });
    expect(await queue.deadLetters()).toMatchObject({ total: 40, items: [{ count: 40 }] });
    expect(await redis.hlen(keys.jobTags)).toBe(40);
    expect(await redis.zcard(keys.jobsOfTag('old'))).toBe(40);
    expect(await redis.zcard(keys.jobsOfTask('sleep'))).toBe(40);
    expect(await redis.hlen(keys.jobQueues)).toBe(40);
    await tidy.stop();
  });

  it('removes what is too old, though no other job ends', async () => {
    const keep = { completed: forEver, failed: { age: 0, count: 1_000_000 } };
    const tidy = janitor(keep);
    tidy.beat();
    await waitFor(async () => (await failed()) === 0);
    await tidy.stop();
    expect(await redis.exists(keys.bullKey('default', 'failed'))).toBe(0);
  });

  it('writes nothing where there is nothing to remove', async () => {
    await ended(3);
    const events = keys.bullKey('default', 'events');
    const before = await redis.xlen(events);
    expect(await queue.clean({ completed: forEver, failed: forEver })).toBe(0);
    expect(await redis.xlen(events)).toBe(before);
    expect(await failed()).toBe(3);
  });

  it('leaves a dead letter alone whose end BullMQ does not know yet', async () => {
    const job = newJob();
    await queue.add([job]);
    await bury([job.id], 'cccccccccccccccc');
    while (await queue.prune());
    expect(await redis.zscore(keys.deadLetters, job.id)).not.toBeNull();
  });
});
