import { beforeAll, describe, expect, it } from 'vitest';
import { openLive } from '../support/live.ts';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const { startServer, startWorker } = withRedis();
let server: TestServer;
beforeAll(async () => {
  [server] = await Promise.all([startServer(), startWorker()]);
});

const submit = (input: object, options?: object) => server.submit('sleep', input, options);
const job = (id: string) => server.get(`/api/tasks/${id}`);

const FAILING = { durationMs: 0, steps: 2, failureRate: 1 };

describe('a job, from door to worker and back', () => {
  it('is cancelled while it runs: requested, acknowledged, stopped', async () => {
    const id = await submit({ durationMs: 60_000 });
    await server.until(id, ['active']);
    const asked = await server.post(`/api/tasks/${id}/cancel`);
    expect(asked.cancel).toMatchObject({ by: 'token', requestedAt: expect.any(String) });
    await server.until(id, ['failed']);
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
    expect(await server.until(id, ['failed'])).toMatchObject({
      attemptsMade: 2,
      tags: ['sad'],
      backoff,
    });
    const { items, total } = await server.get('/api/dead-letters');
    expect(total).toBe(1);
    expect(items).toMatchObject([{ task: 'sleep', code: 'TASK_FAILED', count: 1, newestId: id }]);
    expect((await server.get(`/api/tasks?fingerprint=${items[0].fingerprint}`)).items).toHaveLength(
      1,
    );

    await server.post(`/api/tasks/${id}/retry`);
    const again = await waitFor(async () => {
      const now = await job(id);
      return now.attempts.length === 4 && now.state === 'failed' ? now : null;
    });
    expect(again.attemptsMade).toBe(2);
    await waitFor(async () => (await server.get('/api/dead-letters')).total === 1);

    const { id: action } = await server.post('/api/actions', {
      kind: 'retry',
      target: { filter: { fingerprint: items[0].fingerprint } },
    });
    await waitFor(async () => (await server.get(`/api/actions/${action}`)).state === 'done');
    expect(await server.get(`/api/actions/${action}`)).toMatchObject({
      total: 1,
      done: 1,
      refused: 0,
    });
  });

  it('runs at once when a delayed one is told to', async () => {
    const asked = Date.now();
    const runAt = new Date(asked + 3_600_000).toISOString();
    const id = await submit({ durationMs: 1, steps: 1 }, { runAt });
    const delayed = await job(id);
    expect(delayed.state).toBe('delayed');
    // Later by what it took to put it in the queue.
    const lateMs = Date.parse(delayed.runAt) - Date.parse(runAt);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThanOrEqual(Date.now() - asked);
    await server.post(`/api/tasks/${id}/run-now`);
    await server.until(id, ['completed']);
  });

  it('shows at once to those who look what BullMQ itself tells nobody', async () => {
    const stream = await openLive(server);
    const id = await submit({ durationMs: 1 }, { delayMs: 60_000 });
    const running = await submit({ durationMs: 60_000 });
    await server.until(running, ['active']);
    const seen = (wanted: object) =>
      waitFor(() => {
        const rows = stream.events.flatMap((event) => (event.type === 'jobs' ? event.rows : []));
        return rows.some((row) => expect.objectContaining(wanted).asymmetricMatch(row));
      });
    await server.post(`/api/tasks/${id}/priority`, { priority: 'low' });
    await seen({ id, state: 'delayed', priority: 'low' });
    await server.post(`/api/tasks/${running}/cancel`);
    await seen({ id: running, cancel: expect.objectContaining({ by: 'token' }) });
    stream.close();
    expect(await job(id)).toMatchObject({ priority: 'low' });
  });
});
