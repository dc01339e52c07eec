import { TASKS } from '@taskdeck/tasks';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());
beforeEach(() => api.queue.reset());

describe('one job', () => {
  it('is shown whole, and is 404 when it is not there', async () => {
    const { body } = await api.call('POST', '/api/tasks', { task: 'sleep' });
    api.queue.start(body.id);
    api.queue.end(body.id, null, { sleptMs: 5 });
    const job = await api.call('GET', `/api/tasks/${body.id}`);
    expect(job.body).toMatchObject({
      state: 'completed',
      result: { sleptMs: 5 },
      worker: 'worker-1',
      container: null,
      attempts: [],
    });
    const none = await api.call('GET', `/api/tasks/${uuidv7()}`);
    expect([none.status, none.body.error.code]).toEqual([404, 'NOT_FOUND']);
    expect((await api.call('GET', '/api/tasks/not-an-id')).status).toBe(400);
  });

  it('is cancelled, queued again and removed, each only in states that allow it', async () => {
    const { body } = await api.call('POST', '/api/tasks', { task: 'sleep' });
    const url = `/api/tasks/${body.id}`;
    expect((await api.call('POST', `${url}/retry`)).body.error.code).toBe('CONFLICT');
    const cancelled = await api.call('POST', `${url}/cancel`);
    expect(cancelled.body).toMatchObject({ state: 'failed', error: { code: 'CANCELLED' } });
    expect((await api.call('POST', `${url}/cancel`)).status).toBe(409);
    expect((await api.call('POST', `${url}/retry`)).body).toMatchObject({ state: 'prioritized' });
    // Removing takes an admin: the token is an operator's.
    expect((await api.call('DELETE', url)).status).toBe(403);
    const cookie = await api.signIn();
    const removed = await api.call('DELETE', url, undefined, {
      cookie,
      'sec-fetch-site': 'same-origin',
    });
    expect([removed.status, removed.body]).toEqual([200, { id: body.id }]);
    expect((await api.call('GET', url)).status).toBe(404);
  });
});

describe('GET /api/tasks', () => {
  it('pages by cursor, filters, and shows no payloads', async () => {
    for (let i = 0; i < 3; i += 1) await api.call('POST', '/api/tasks', { task: 'sleep' });
    await api.call('POST', '/api/tasks', { task: 'process-batch' });
    const first = await api.call('GET', '/api/tasks?limit=2&task=sleep');
    expect(first.body.items).toHaveLength(2);
    const rest = await api.call(
      'GET',
      `/api/tasks?limit=2&task=sleep&cursor=${first.body.nextCursor}`,
    );
    expect(rest.body).toMatchObject({ items: [{ task: 'sleep' }], nextCursor: null });
    expect(rest.body.items[0]).not.toHaveProperty('input');
    expect((await api.call('GET', '/api/tasks?state=active')).body.items).toEqual([]);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'state=done', 'state=active&state=failed'])(
    'refuses ?%s',
    async (query) => {
      expect((await api.call('GET', `/api/tasks?${query}`)).status).toBe(400);
    },
  );
});

describe('GET /api/catalog', () => {
  it('describes each task by the schema that the form is made from', async () => {
    const { body } = await api.call('GET', '/api/catalog');
    expect(body.items.map((task: { name: string }) => task.name)).toEqual(
      TASKS.map((task) => task.name),
    );
    const sleep = body.items.find((task: { name: string }) => task.name === 'sleep');
    expect(sleep).toMatchObject({
      queue: 'default',
      backoff: { type: 'exponential', delayMs: 1_000, jitter: 0.25 },
      softTimeoutMs: null,
      defaults: { durationMs: 5_000, steps: 10, failureRate: 0 },
      inputSchema: {
        properties: {
          durationMs: {
            type: 'integer',
            minimum: 0,
            maximum: 3_600_000,
            title: 'Duration',
            unit: 'ms',
          },
        },
      },
    });
  });
});
