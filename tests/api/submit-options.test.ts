import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());
beforeEach(() => api.queue.reset());

describe('the options of a submission', () => {
  it('takes every option', async () => {
    const options = {
      priority: 'low',
      delayMs: 60_000,
      attempts: 7,
      backoff: { type: 'fixed', delayMs: 50, jitter: 0.5 },
      timeoutMs: 1_000,
      softTimeoutMs: 500,
      tags: ['nightly', 'eu:west', 'nightly'],
    };
    const { body } = await api.call('POST', '/api/tasks', { task: 'sleep', options });
    expect(body.state).toBe('delayed');
    expect(api.queue.jobs.get(body.id)).toMatchObject({
      priority: 'low',
      maxAttempts: 7,
      timeoutMs: 1_000,
      softTimeoutMs: 500,
      backoff: options.backoff,
      tags: ['nightly', 'eu:west'],
    });
  });

  it('takes a time to run at; one gone by is now', async () => {
    const asked = Date.now();
    const runAt = new Date(asked + 60_000).toISOString();
    const { body } = await api.call('POST', '/api/tasks', { task: 'sleep', options: { runAt } });
    expect(body.state).toBe('delayed');
    const lateMs = Date.parse(api.queue.jobs.get(body.id)?.runAt ?? '') - Date.parse(runAt);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThanOrEqual(Date.now() - asked);
    const past = { task: 'sleep', options: { runAt: '2001-01-01T00:00:00+02:00' } };
    expect((await api.call('POST', '/api/tasks', past)).body.state).toBe('prioritized');
  });

  it.each([
    [
      'a time to run at beside a delay',
      { runAt: '2030-01-01T00:00:00Z', delayMs: 1 },
      ['options.runAt'],
    ],
    [
      'a time to run at more than a week ahead',
      { runAt: '2999-01-01T00:00:00Z' },
      ['options.runAt'],
    ],
    ['a time to run at without a zone', { runAt: '2030-01-01T00:00:00' }, ['options.runAt']],
    [
      'a soft limit that is not below the hard one',
      { softTimeoutMs: 1_000, timeoutMs: 1_000 },
      ['options.softTimeoutMs'],
    ],
    ['a tag with a space', { tags: ['a b'] }, ['options.tags.0']],
    [
      'a backoff without end',
      { backoff: { type: 'fixed', delayMs: 1e9, jitter: 0 } },
      ['options.backoff.delayMs'],
    ],
  ])('refuses %s by its field', async (_, options, fields) => {
    const { status, body } = await api.call('POST', '/api/tasks', { task: 'sleep', options });
    expect([status, body.error.code]).toEqual([400, 'INPUT_INVALID']);
    expect(Object.keys(body.error.fields)).toEqual(fields);
    expect(api.queue.jobs.size).toBe(0);
  });
});
