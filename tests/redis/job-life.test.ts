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
  await Promise.all([server.kill(), worker.kill()]);
  await redis.remove();
});

async function call(path: string, body?: object) {
  const headers = { ...server.headers, 'content-type': 'application/json' };
  const more = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await fetch(`${server.url}${path}`, { headers, ...more })).json();
}

const submit = async (input: object, options: object = {}): Promise<string> =>
  (await call('/api/tasks', { task: 'sleep', input, options })).id;
const job = (id: string) => call(`/api/tasks/${id}`);
const until = (id: string, states: readonly string[]) =>
  waitFor(
    async () => {
      const now = await job(id);
      return states.includes(now.state) ? now : null;
    },
    { timeoutMs: 20_000, what: `job ${id} to be ${states.join(' or ')}` },
  );

const FAILING = { durationMs: 0, steps: 2, failureRate: 1 };

describe('a job, from door to worker and back', () => {
  it('is cancelled while it runs: requested, acknowledged, stopped', async () => {
    const id = await submit({ durationMs: 60_000 });
    await until(id, ['active']);
    const asked = await call(`/api/tasks/${id}/cancel`, {});
    expect(asked.cancel).toMatchObject({ by: 'token', requestedAt: expect.any(String) });
    await until(id, ['failed']);
    const { cancel, error } = await waitFor(async () => {
      const now = await job(id);
      return now.cancel?.stoppedAt === null ? null : now;
    });
    expect(error.code).toBe('CANCELLED');
    const times = [cancel.requestedAt, cancel.acknowledgedAt, cancel.stoppedAt];
    expect(times).toEqual(times.toSorted());
  });

  it('is a dead letter when it is out of attempts, and is not any more once it is queued again', async () => {
    const backoff = { type: 'fixed', delayMs: 0, jitter: 0 };
    const id = await submit(FAILING, { attempts: 2, backoff, tags: ['sad'] });
    expect(await until(id, ['failed'])).toMatchObject({ attemptsMade: 2, tags: ['sad'], backoff });
    const { items, total } = await call('/api/dead-letters');
    expect(total).toBe(1);
    expect(items).toMatchObject([{ task: 'sleep', code: 'TASK_FAILED', count: 1, newestId: id }]);
    expect((await call(`/api/tasks?fingerprint=${items[0].fingerprint}`)).items).toHaveLength(1);

    await call(`/api/tasks/${id}/retry`, {});
    const again = await waitFor(async () => {
      const now = await job(id);
      return now.attempts.length === 4 && now.state === 'failed' ? now : null;
    });
    expect(again.attemptsMade).toBe(2);
    await waitFor(async () => (await call('/api/dead-letters')).total === 1);

    const { id: action } = await call('/api/actions', {
      kind: 'retry',
      target: { filter: { fingerprint: items[0].fingerprint } },
    });
    await waitFor(async () => (await call(`/api/actions/${action}`)).state === 'done');
    expect(await call(`/api/actions/${action}`)).toMatchObject({ total: 1, done: 1, refused: 0 });
  });

  it('runs at once when a delayed one is told to', async () => {
    const runAt = new Date(Date.now() + 3_600_000).toISOString();
    const id = await submit({ durationMs: 1, steps: 1 }, { runAt });
    const delayed = await job(id);
    expect(delayed.state).toBe('delayed');
    expect(Math.abs(Date.parse(delayed.runAt) - Date.parse(runAt))).toBeLessThan(1_000);
    await call(`/api/tasks/${id}/run-now`, {});
    await until(id, ['completed']);
  });

  it('shows at once to those who look what BullMQ itself tells nobody', async () => {
    const stream = await openLive(server);
    const id = await submit({ durationMs: 1 }, { delayMs: 60_000 });
    const running = await submit({ durationMs: 60_000 });
    await until(running, ['active']);
    const seen = (wanted: object) =>
      waitFor(() => {
        const rows = stream.events.flatMap((event) => (event.type === 'jobs' ? event.rows : []));
        return rows.some((row) => expect.objectContaining(wanted).asymmetricMatch(row));
      });
    await call(`/api/tasks/${id}/priority`, { priority: 'low' });
    await seen({ id, state: 'delayed', priority: 'low' });
    await call(`/api/tasks/${running}/cancel`, {});
    await seen({ id: running, cancel: expect.objectContaining({ by: 'token' }) });
    stream.close();
    expect(await job(id)).toMatchObject({ priority: 'low' });
  });
});
