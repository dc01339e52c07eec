import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLive } from '../support/live.ts';
import {
  startServer,
  startWorker,
  type TestProcess,
  type TestServer,
} from '../support/processes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

let redis: TestRedis;
let server: TestServer;
let worker: TestProcess;

beforeAll(async () => {
  redis = await startRedis();
  [server, worker] = await Promise.all([startServer(redis), startWorker(redis)]);
});
afterAll(async () => {
  await Promise.all([server.stop(), worker.stop()]);
  await redis.remove();
});

async function submit(body: unknown = { task: 'sleep', input: { durationMs: 10, steps: 1 } }) {
  const started = performance.now();
  const response = await fetch(`${server.url}/api/tasks`, {
    method: 'POST',
    headers: { ...server.headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    body: await response.json(),
    tookMs: performance.now() - started,
  };
}

const job = async (id: string) => {
  const response = await fetch(`${server.url}/api/tasks/${id}`, { headers: server.headers });
  return response.json();
};

const health = async () => {
  const response = await fetch(`${server.url}/api/health`);
  const body = await response.json();
  return { status: response.status, body };
};

describe('Redis away for 15 s', () => {
  it('refuses submissions within 2 s, tells the tabs, and recovers by itself', async () => {
    const first = await submit();
    await waitFor(async () => (await job(first.body.id)).state === 'completed');
    const tab = await openLive(server);

    await redis.kill();
    const goneAt = performance.now();
    const down = await waitFor(() =>
      tab.events.find((event) => event.type === 'tick' && event.redis === 'down'),
    );
    expect(down).toBeDefined();
    const refused = await submit();
    expect([refused.status, refused.body.error.code]).toEqual([503, 'REDIS_UNAVAILABLE']);
    expect(refused.tookMs).toBeLessThan(2_000);
    await waitFor(async () => (await health()).status === 503);
    expect((await health()).body).toMatchObject({
      status: 'down',
      checks: { redis: 'down', workers: null },
    });

    // The length of the outage is what this test is about: workers of older versions never came back from more than 6 s.
    await waitFor(() => performance.now() - goneAt > 15_000, { timeoutMs: 20_000 });
    await redis.restart();
    await waitFor(() => tab.events.findLast((event) => event.type === 'tick')?.redis === 'up', {
      what: 'the tab to be told',
    });
    const again = await waitFor(async () => {
      const answer = await submit();
      return answer.status === 202 && answer;
    });
    await waitFor(async () => (await job(again.body.id)).state === 'completed', {
      timeoutMs: 20_000,
    });
    // What was accepted before the crash is still there: AOF.
    expect(await job(first.body.id)).toMatchObject({ state: 'completed' });
    tab.close();
  });
});

describe('Redis that hangs', () => {
  it('answers 503 within 2 s instead of waiting', async () => {
    const pid = Number(/process_id:(\d+)/.exec(await redisInfo())?.[1]);
    process.kill(pid, 'SIGSTOP');
    try {
      const refused = await submit();
      expect(refused.status).toBe(503);
      expect(refused.body.error).toMatchObject({
        code: 'REDIS_UNAVAILABLE',
        id: expect.any(String),
      });
      expect(refused.tookMs).toBeLessThan(2_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await waitFor(async () => (await submit()).status === 202);
  });
});

async function redisInfo(): Promise<string> {
  const { Redis } = await import('ioredis');
  const client = new Redis(redis.url);
  const info = await client.info('server');
  client.disconnect();
  return info;
}
