import { PRIORITY_NUMBER } from '@taskdeck/tasks';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLive } from '../support/live.ts';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const JOBS = 4_000;
const TOKEN = 'the-same-token-for-both-replicas';

const bench = withRedis();
const { keys } = bench.queue;
let client: Redis;
let first: TestServer;
let second: TestServer;
const start = () => bench.startServer({ TASKDECK_TOKEN: TOKEN });

beforeAll(async () => {
  client = bench.queue.redis;
  [first, second] = await Promise.all([start(), start()]);
  const rows = Array.from({ length: JOBS }, () => '{"task":"sleep","options":{"tags":["many"]}}');
  const response = await fetch(`${first.url}/api/tasks/bulk`, {
    method: 'POST',
    headers: { ...first.headers, 'content-type': 'application/x-ndjson' },
    body: rows.join('\n'),
  });
  const { accepted } = await response.json();
  if (accepted !== JOBS) throw new Error(`Only ${accepted} jobs were taken`);
});
/** The action, when it has ended. While Redis is away the answer is an error. */
const ended = (server: TestServer, id: string) =>
  waitFor(
    async () => {
      const action = await server.get(`/api/actions/${id}`);
      return action.state === 'running' ? null : action;
    },
    { timeoutMs: 90_000, what: `action ${id} to end` },
  );

/** Waiting jobs of a priority: BullMQ's score begins with it. */
const waitingWith = (priority: keyof typeof PRIORITY_NUMBER) => {
  const from = PRIORITY_NUMBER[priority] * 2 ** 32;
  return client.zcount(keys.bullKey('default', 'prioritized'), from, `(${from + 2 ** 32}`);
};

describe('a background action', () => {
  it('is shown by every replica while it runs, and does it to every job', async () => {
    const stream = await openLive(second);
    const target = { filter: { state: 'prioritized', tag: 'many' } };
    const body = { kind: 'set-priority', priority: 'low', target };
    const { id } = await first.post('/api/actions', body);
    // The news may be here before the answer is.
    const running = await waitFor(() => stream.events.find((e) => e.type === 'action'), {
      timeoutMs: 30_000,
      what: 'the beginning of the action',
    });
    expect(running).toMatchObject({ action: { id, state: 'running', by: 'token' } });
    const over = await waitFor(
      () => stream.events.find((e) => e.type === 'action' && e.action.state !== 'running'),
      { timeoutMs: 90_000, what: 'the end of the action' },
    );
    expect(over).toMatchObject({ action: { state: 'done', total: JOBS, done: JOBS, refused: 0 } });
    expect(await waitingWith('low')).toBe(JOBS);
    stream.close();
  });

  it('goes on at another replica when its own is killed', async () => {
    const body = {
      kind: 'set-priority',
      priority: 'high',
      target: { filter: { state: 'prioritized' } },
    };
    const { id } = await first.post('/api/actions', body);
    // Killed while some of it is done, and some is not.
    await waitFor(async () => (await waitingWith('high')) > 300, { intervalMs: 5 });
    await first.kill();
    expect(await waitingWith('high')).toBeLessThan(JOBS);
    const over = await ended(second, id);
    expect(over).toMatchObject({ state: 'done', error: null });
    expect(await waitingWith('high')).toBe(JOBS);
  });

  it('is aborted through any replica, and says what it has done', async () => {
    first = await start();
    const body = { kind: 'cancel', target: { filter: { tag: 'many' } } };
    const { id } = await second.post('/api/actions', body);
    const failed = keys.bullKey('default', 'failed');
    await waitFor(async () => (await client.zcard(failed)) > 200, { intervalMs: 5 });
    // It does not come to its end before it has been asked.
    second.signal('SIGSTOP');
    await first.post(`/api/actions/${id}/abort`).finally(() => second.signal('SIGCONT'));
    const over = await ended(first, id);
    expect(over).toMatchObject({ state: 'aborted', refused: 0 });
    expect(over.done).toBe(await client.zcard(failed));
    expect(over.done).toBeLessThan(JOBS);
  });

  it('is handed over when its replica is stopped', async () => {
    const body = { kind: 'cancel', target: { filter: { state: 'prioritized' } } };
    const { id } = await second.post('/api/actions', body);
    await second.stop();
    const over = await ended(first, id);
    expect(over).toMatchObject({ state: 'done' });
    expect(await client.zcard(keys.bullKey('default', 'prioritized'))).toBe(0);
  });

  it('goes on when Redis comes back', async () => {
    const failed = keys.bullKey('default', 'failed');
    const waiting = keys.bullKey('default', 'prioritized');
    const body = { kind: 'retry', target: { filter: { state: 'failed' } } };
    const { id } = await first.post('/api/actions', body);
    await waitFor(async () => (await client.zcard(waiting)) > 300, { intervalMs: 5 });
    await bench.redis.restart();
    const over = await ended(first, id);
    expect(over).toMatchObject({ state: 'done', error: null });
    expect(await client.zcard(failed)).toBe(0);
    expect(await client.zcard(waiting)).toBe(JOBS);
  });

  it('reaches all jobs that wait without a priority, though only the newest can be listed', async () => {
    const count = 2_300;
    const queue = new Queue('default', { connection: client, prefix: keys.bull });
    const ids = Array.from({ length: count }, () => uuidv7());
    await queue.addBulk(ids.map((jobId) => ({ name: 'sleep', data: {}, opts: { jobId } })));
    await client.hset(keys.jobQueues, Object.fromEntries(ids.map((id) => [id, 'default'])));
    expect(await client.llen(keys.bullKey('default', 'wait'))).toBe(count);
    const body = { kind: 'cancel', target: { filter: { state: 'waiting' } } };
    const { id } = await first.post('/api/actions', body);
    const over = await ended(first, id);
    expect(over).toMatchObject({ state: 'done', done: count, refused: 0 });
    await queue.close();
  });
});
