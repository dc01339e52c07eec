import { beforeAll, describe, expect, it } from 'vitest';
import { openLive } from '../support/live.ts';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();
let server: TestServer;
beforeAll(async () => {
  [server] = await Promise.all([bench.startServer(), bench.startWorker()]);
});

const submit = () =>
  server.call('POST', '/api/tasks', { task: 'sleep', input: { durationMs: 10, steps: 1 } });
/** While the disk is slow Redis keeps what was written to itself for up to 2 s: a crash then takes it along. */
const written = async () =>
  /aof_buffer_length:0\b/.test(await bench.queue.redis.info('persistence'));
const health = () => server.call('GET', '/api/health', undefined, {});

describe('Redis away for 15 s', () => {
  it('refuses submissions, tells the tabs, and recovers by itself', async () => {
    const first = await submit();
    await server.until(first.body.id, ['completed']);
    const tab = await openLive(server);
    await waitFor(written, { timeoutMs: 30_000, what: 'Redis to write its file' });

    await bench.redis.kill();
    const goneAt = performance.now();
    await waitFor(() =>
      tab.events.find((event) => event.type === 'tick' && event.redis === 'down'),
    );
    const refused = await submit();
    expect([refused.status, refused.body.error.code]).toEqual([503, 'REDIS_UNAVAILABLE']);
    await waitFor(async () => (await health()).status === 503);
    expect((await health()).body).toMatchObject({
      status: 'down',
      checks: { redis: 'down', workers: null },
    });

    // The length of the outage is what this test is about: workers of older versions never came back from more than 6 s.
    await waitFor(() => performance.now() - goneAt > 15_000, { timeoutMs: 20_000 });
    await bench.redis.restart();
    await waitFor(() => tab.events.findLast((event) => event.type === 'tick')?.redis === 'up', {
      what: 'the tab to be told',
      timeoutMs: 30_000,
    });
    const again = await waitFor(
      async () => {
        const answer = await submit();
        return answer.status === 202 && answer;
      },
      { timeoutMs: 30_000 },
    );
    await server.until(again.body.id, ['completed']);
    // What was accepted before the crash is still there: AOF.
    expect(await server.get(`/api/tasks/${first.body.id}`)).toMatchObject({ state: 'completed' });
    tab.close();
  });
});

describe('Redis that hangs', () => {
  it('answers 503 instead of waiting for it', async () => {
    const pid = Number(/process_id:(\d+)/.exec(await bench.queue.redis.info('server'))?.[1]);
    process.kill(pid, 'SIGSTOP');
    try {
      const refused = await submit();
      expect(refused.status).toBe(503);
      expect(refused.body.error).toMatchObject({
        code: 'REDIS_UNAVAILABLE',
        id: expect.any(String),
      });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await waitFor(async () => (await submit()).status === 202);
  });
});
