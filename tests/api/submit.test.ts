import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());
beforeEach(() => api.queue.reset());

describe('POST /api/tasks', () => {
  it('queues the task with its defaults and answers 202 with where the job is', async () => {
    const { status, body } = await api.call('POST', '/api/tasks', {
      task: 'sleep',
      input: { steps: 3 },
    });
    expect(status).toBe(202);
    expect(body).toEqual({
      id: expect.any(String),
      task: 'sleep',
      queue: 'default',
      state: 'prioritized',
    });
    expect(api.queue.jobs.get(body.id)).toMatchObject({
      input: { durationMs: 5_000, steps: 3, failureRate: 0 },
      priority: 'medium',
      maxAttempts: 3,
      submittedBy: 'token',
    });
  });

  it.each([
    ['an unknown task', { task: 'no-such-task' }, 'TASK_UNKNOWN', ['task']],
    ['a task named like a property of objects', { task: 'constructor' }, 'TASK_UNKNOWN', ['task']],
    [
      'a wrong type',
      { task: 'sleep', input: { durationMs: 'long' } },
      'INPUT_INVALID',
      ['input.durationMs'],
    ],
    [
      'a number out of bounds',
      { task: 'sleep', input: { failureRate: 2 } },
      'INPUT_INVALID',
      ['input.failureRate'],
    ],
    [
      'an unknown field',
      { task: 'sleep', input: { sleeep: 1 } },
      'INPUT_INVALID',
      ['input.sleeep'],
    ],
    ['an input that is no object', { task: 'sleep', input: [1] }, 'INPUT_INVALID', ['input']],
    [
      'a barrier below the spot',
      { task: 'monte-carlo', input: { style: 'barrier', barrier: 1 } },
      'INPUT_INVALID',
      ['input.barrier'],
    ],
    [
      'an unknown option',
      { task: 'sleep', options: { prio: 'high' } },
      'INPUT_INVALID',
      ['options.prio'],
    ],
    [
      'a wrong priority',
      { task: 'sleep', options: { priority: 'urgent' } },
      'INPUT_INVALID',
      ['options.priority'],
    ],
    [
      'attempts without end',
      { task: 'sleep', options: { attempts: 1e9 } },
      'INPUT_INVALID',
      ['options.attempts'],
    ],
    ['no task', {}, 'INPUT_INVALID', ['task']],
    ['an array', [], 'INPUT_INVALID', ['']],
  ])('refuses %s with the field, and queues nothing', async (_, submission, code, fields) => {
    const { status, body } = await api.call('POST', '/api/tasks', submission);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code,
      message: expect.any(String),
      requestId: expect.any(String),
    });
    expect(Object.keys(body.error.fields)).toEqual(fields);
    expect(api.queue.jobs.size).toBe(0);
  });

  it('refuses a body that is too large, too deep, no JSON, or aims at prototypes', async () => {
    const deep = `${'['.repeat(100)}${']'.repeat(100)}`;
    const bodies: [string, number, string][] = [
      [
        JSON.stringify({ task: 'process-batch', input: { data: 'x'.repeat(1_100_000) } }),
        413,
        'PAYLOAD_TOO_LARGE',
      ],
      [`{"task":"sleep","input":{"steps":${deep}}}`, 400, 'INPUT_INVALID'],
      ['{"task":', 400, 'INPUT_INVALID'],
      ['{"task":"sleep","__proto__":{"x":1}}', 400, 'INPUT_INVALID'],
      ['{"task":"sleep","input":{"constructor":{"prototype":{}}}}', 400, 'INPUT_INVALID'],
    ];
    for (const [payload, status, code] of bodies) {
      for (const url of ['/api/tasks', '/trpc/tasks.submit']) {
        const headers = {
          authorization: `Bearer ${'an-operators-token-for-tests'}`,
          'content-type': 'application/json',
        };
        const response = await api.app.inject({ method: 'POST', url, headers, payload });
        expect([url, response.statusCode]).toEqual([url, status]);
        const { error } = response.json();
        expect((error.data?.app ?? error).code).toBe(code);
        expect(response.body).not.toContain('node_modules');
      }
    }
    expect(api.queue.jobs.size).toBe(0);
  });

  it('refuses another content type by its name', async () => {
    const headers = {
      authorization: 'Bearer an-operators-token-for-tests',
      'content-type': 'text/plain',
    };
    const response = await api.app.inject({
      method: 'POST',
      url: '/api/tasks',
      headers,
      payload: 'hi',
    });
    expect(response.statusCode).toBe(415);
    expect(response.json().error.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it('answers the same job for the same idempotency key, and 409 for another body', async () => {
    const submission = {
      task: 'sleep',
      input: { steps: 2 },
      options: { idempotencyKey: uuidv7() },
    };
    const first = await api.call('POST', '/api/tasks', submission);
    const again = await api.call('POST', '/api/tasks', submission);
    expect(again.status).toBe(202);
    expect(again.body.id).toBe(first.body.id);
    expect(api.queue.jobs.size).toBe(1);
    const other = await api.call('POST', '/api/tasks', { ...submission, input: { steps: 3 } });
    expect(other.status).toBe(409);
    expect(other.body.error).toMatchObject({ code: 'CONFLICT', id: first.body.id });
  });

  it('says 503 while Redis is away, with the id to ask for later, and recovers', async () => {
    api.queue.down = true;
    const { status, body } = await api.call('POST', '/api/tasks', { task: 'sleep' });
    expect(status).toBe(503);
    expect(body.error).toMatchObject({ code: 'REDIS_UNAVAILABLE', id: expect.any(String) });
    api.queue.down = false;
    expect((await api.call('POST', '/api/tasks', { task: 'sleep' })).status).toBe(202);
  });

  it('carries the request id of the caller to the job, and makes one for a malformed one', async () => {
    const headers = {
      authorization: 'Bearer an-operators-token-for-tests',
      'x-request-id': 'caller-1234',
    };
    const response = await api.call('POST', '/api/tasks', { task: 'sleep' }, headers);
    expect(response.headers['x-request-id']).toBe('caller-1234');
    expect(api.queue.jobs.get(response.body.id)).toMatchObject({ requestId: 'caller-1234' });
    const odd = await api.call(
      'POST',
      '/api/tasks',
      { task: 'sleep' },
      { ...headers, 'x-request-id': 'a b"c' },
    );
    expect(odd.headers['x-request-id']).toMatch(/^req-[0-9a-f-]{36}$/);
  });
});
