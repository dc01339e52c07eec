import { fingerprint } from '@taskdeck/tasks';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());
beforeEach(() => api.queue.reset());

const submit = async (options: object = {}): Promise<string> =>
  (await api.call('POST', '/api/tasks', { task: 'sleep', options })).body.id;

describe('one job', () => {
  it('runs now when it is delayed, and is refused otherwise', async () => {
    const url = `/api/tasks/${await submit({ delayMs: 60_000 })}/run-now`;
    expect((await api.call('POST', url)).body).toMatchObject({ state: 'prioritized' });
    const again = await api.call('POST', url);
    expect([again.status, again.body.error.code]).toEqual([409, 'CONFLICT']);
    expect((await api.call('POST', `/api/tasks/${uuidv7()}/run-now`)).status).toBe(404);
  });

  it('changes its priority while it waits', async () => {
    const id = await submit();
    const url = `/api/tasks/${id}/priority`;
    expect((await api.call('POST', url, { priority: 'high' })).body).toMatchObject({
      priority: 'high',
    });
    expect((await api.call('POST', url, { priority: 'urgent' })).status).toBe(400);
    api.queue.start(id);
    expect((await api.call('POST', url, { priority: 'low' })).status).toBe(409);
  });

  it('shows its log a page at a time', async () => {
    const id = await submit();
    for (const message of ['one', 'two', 'three']) api.queue.addLog(id, message);
    const first = await api.call('GET', `/api/tasks/${id}/logs?limit=2`);
    expect(first.body).toMatchObject({
      items: [{ n: 1, message: 'one' }, { n: 2 }],
      nextAfter: 2,
      more: true,
      total: 3,
    });
    const rest = await api.call('GET', `/api/tasks/${id}/logs?after=2`);
    expect(rest.body).toMatchObject({ items: [{ n: 3 }], more: false });
    expect((await api.call('GET', `/api/tasks/${uuidv7()}/logs`)).status).toBe(404);
  });

  it('gives its log as text in which nothing can break a line or a terminal', async () => {
    const id = await submit();
    api.queue.addLog(id, 'plain');
    api.queue.addLog(id, 'two\nlines \u001b[31mred\u202e \\ ok', 'error');
    const url = `/api/tasks/${id}/log.txt`;
    const response = await api.app.inject({ url, headers: BEARER });
    expect(response.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${id}.log.txt"`,
      'x-content-type-options': 'nosniff',
    });
    const [first, second, end] = response.body.split('\n');
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info \[attempt 1\] plain$/);
    expect(second).toContain('error [attempt 1] two\\nlines \\u001b[31mred\\u202e \\ ok');
    expect(end).toBe('');
    expect((await api.app.inject({ url })).statusCode).toBe(401);
    const none = await api.app.inject({ url: url.replace(id, uuidv7()), headers: BEARER });
    expect([none.statusCode, none.json().error.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('gives a log of more than one page whole', async () => {
    const id = await submit();
    for (let n = 1; n <= 450; n += 1) api.queue.addLog(id, `line ${n}`);
    const { body } = await api.app.inject({ url: `/api/tasks/${id}/log.txt`, headers: BEARER });
    expect(body.trimEnd().split('\n')).toHaveLength(450);
  });
});

describe('GET /api/tasks/count', () => {
  it('counts what a filter matches', async () => {
    await submit({ tags: ['blue'] });
    await submit();
    expect((await api.call('GET', '/api/tasks/count?tag=blue')).body).toEqual({
      count: 1,
      exact: true,
      atMost: 1,
    });
    expect((await api.call('GET', '/api/tasks/count?tag=a%20b')).status).toBe(400);
  });
});

describe('GET /api/dead-letters', () => {
  it('groups jobs out of attempts by cause, and leads to them', async () => {
    const [lost, other, cancelled] = [await submit(), await submit(), await submit()];
    api.queue.end(lost, { code: 'TASK_FAILED', message: 'connect ECONNREFUSED 10.0.0.7:25' });
    api.queue.end(other, { code: 'TASK_FAILED', message: 'connect ECONNREFUSED 10.0.0.8:25' });
    await api.call('POST', `/api/tasks/${cancelled}/cancel`);
    const { body } = await api.call('GET', '/api/dead-letters');
    const of = fingerprint('sleep', 'TASK_FAILED', 'connect ECONNREFUSED 10.0.0.9:25');
    expect(body).toMatchObject({
      total: 2,
      items: [{ fingerprint: of, task: 'sleep', count: 2, firstAt: expect.any(String) }],
    });
    const jobs = await api.call('GET', `/api/tasks?fingerprint=${of}`);
    expect(jobs.body.items.map((row: { id: string }) => row.id)).toEqual([other, lost]);
    expect((await api.call('GET', '/api/tasks?dead=true')).body.items).toHaveLength(2);
    expect((await api.call('GET', '/api/tasks?dead=perhaps')).status).toBe(400);
    expect((await api.call('GET', '/api/stats')).body.deadLetters).toBe(2);
    await api.call('POST', `/api/tasks/${lost}/retry`);
    expect((await api.call('GET', '/api/dead-letters')).body.total).toBe(1);
  });
});
