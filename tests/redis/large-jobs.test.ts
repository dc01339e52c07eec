import { Queue } from 'bullmq';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../support/processes.ts';
import { withRedis } from '../support/with-redis.ts';

const FIVE_MB = 'x'.repeat(5 * 1_048_576);
const bench = withRedis();
const { keys } = bench.queue;
let queue: Queue;
let server: TestServer;
const waiting = uuidv7();
const failed = uuidv7();

/** Puts a job in the queue past our door, as another program might: large in all its parts. */
beforeAll(async () => {
  const { redis: client } = bench.queue;
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
  server = await bench.startServer();
});
afterAll(() => queue.close());

describe('jobs of 5 MB', () => {
  it.each(['', '?state=failed', '?state=waiting', '?q=sleep', '?task=sleep'])(
    'leave the list %s below 20 kB',
    async (query) => {
      const body = await server.get(`/api/tasks${query}`);
      expect(JSON.stringify(body).length).toBeLessThan(20_000);
    },
  );

  it('are both in the list', async () => {
    const { items } = await server.get('/api/tasks');
    const rows = items.map(({ id, state }: { id: string; state: string }) => [id, state]);
    expect(new Map(rows)).toEqual(
      new Map([
        [failed, 'failed'],
        [waiting, 'waiting'],
      ]),
    );
  });

  it('can be looked at, cancelled, queued again and counted', async () => {
    expect(JSON.stringify(await server.get(`/api/tasks/${waiting}`))).toContain(FIVE_MB);
    await server.post(`/api/tasks/${waiting}/cancel`);
    await server.post(`/api/tasks/${failed}/retry`);
    expect((await server.get('/api/tasks/count?state=failed')).count).toBe(1);
  });
});
