import { makeKeys } from '@taskdeck/tasks';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../support/processes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const FIVE_MB = 'x'.repeat(5 * 1_048_576);
const keys = makeKeys();

let redis: TestRedis;
let client: Redis;
let queue: Queue;
let server: TestServer;
const waiting = uuidv7();
const failed = uuidv7();

/** Puts a job in the queue past our door, as another program might: large in all its parts. */
beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  queue = new Queue('default', { connection: client, prefix: keys.bull });
  for (const id of [waiting, failed]) {
    await queue.add('sleep', { blob: FIVE_MB }, { jobId: id });
    await client.hset(keys.jobQueues, id, 'default');
    await client.zadd(keys.jobs, 0, id);
  }
  await client.lrem(keys.bullKey('default', 'wait'), 1, failed);
  await client.zadd(keys.bullKey('default', 'failed'), Date.now(), failed);
  const large = {
    failedReason: FIVE_MB,
    returnvalue: `"${FIVE_MB}"`,
    stacktrace: `["${FIVE_MB}"]`,
  };
  await client.hset(keys.bullKey('default', failed), {
    ...large,
    finishedOn: Date.now(),
    progress: `"${FIVE_MB}"`,
  });
  server = await startServer(redis);
});
afterAll(async () => {
  await server.kill();
  await queue.close();
  client.disconnect();
  await redis.remove();
});

const get = async (path: string) => {
  const response = await fetch(`${server.url}${path}`, { headers: server.headers });
  return { status: response.status, text: await response.text() };
};

describe('jobs of 5 MB', () => {
  it.each(['', '?state=failed', '?state=waiting', '?q=sleep', '?task=sleep'])(
    'leave the list %s below 20 kB',
    async (query) => {
      const { status, text } = await get(`/api/tasks${query}`);
      expect(status).toBe(200);
      expect(text.length).toBeLessThan(20_000);
    },
  );

  it('are both in the list', async () => {
    const { items } = JSON.parse((await get('/api/tasks')).text);
    const rows = items.map(({ id, state }: { id: string; state: string }) => [id, state]);
    expect(new Map(rows)).toEqual(
      new Map([
        [failed, 'failed'],
        [waiting, 'waiting'],
      ]),
    );
  });

  it('can be looked at, cancelled, queued again and counted', async () => {
    expect((await get(`/api/tasks/${waiting}`)).text).toContain(FIVE_MB);
    const post = (path: string) =>
      fetch(`${server.url}/api/tasks/${path}`, { method: 'POST', headers: server.headers });
    expect((await post(`${waiting}/cancel`)).status).toBe(200);
    expect((await post(`${failed}/retry`)).status).toBe(200);
    expect(JSON.parse((await get('/api/tasks/count?state=failed')).text).count).toBe(1);
  });
});
