import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
let admin: Record<string, string>;
beforeAll(async () => {
  api = await makeTestApp();
  admin = { cookie: await api.signIn(), 'sec-fetch-site': 'same-origin' };
});
afterAll(() => api.close());

const NIGHTLY = {
  name: 'Nightly prices',
  task: 'sleep',
  input: { durationMs: 5 },
  options: { priority: 'high', tags: ['nightly'] },
  timing: { kind: 'cron', cron: '30 2 * * *', timeZone: 'Europe/Berlin' },
};
const create = (more: object = {}, headers = admin) =>
  api.call('POST', '/api/schedules', { ...NIGHTLY, ...more }, headers);
const idOf = async (more: object = {}): Promise<string> => (await create(more)).body.id;
const listed = async (id: string) =>
  (await api.call('GET', '/api/schedules')).body.items.find(
    (item: { id: string }) => item.id === id,
  );

describe('making a schedule', () => {
  it('answers it with its defaults, its words and its next five due times', async () => {
    const { status, body } = await create();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...NIGHTLY,
      words: 'At 02:30 (Europe/Berlin)',
      whenMissed: 'skip',
      overlap: 'skip',
      paused: false,
      lastRun: null,
      lateMs: null,
      missedTotal: 0,
      missed: null,
      error: null,
      revision: 1,
      createdBy: 'admin',
    });
    expect(body.nextRuns).toHaveLength(5);
    expect(Date.parse(body.nextRuns[0])).toBeGreaterThan(Date.now());
    expect(await api.call('GET', `/api/schedules/${body.id}`)).toMatchObject({ status: 200, body });
    const { input: _i, options: _o, ...row } = body;
    expect(await listed(body.id)).toEqual(row);
  });

  it.each([
    [{ timing: { ...NIGHTLY.timing, cron: '61 * * * *' } }, 'timing.cron'],
    [{ timing: { ...NIGHTLY.timing, timeZone: 'Mars/Base' } }, 'timing.timeZone'],
    [{ timing: { kind: 'every', everyMs: 999 } }, 'timing.everyMs'],
    [{ input: { durationMs: -1 } }, 'input.durationMs'],
    [{ options: { attempts: 99 } }, 'options.attempts'],
    [{ options: { softTimeoutMs: 900_000, timeoutMs: 1_000 } }, 'options.softTimeoutMs'],
    [{ options: { delayMs: 5 } }, 'options.delayMs'],
    [{ name: ' ' }, 'name'],
    [{ surprise: 1 }, 'surprise'],
  ])('refuses %j by its field', async (more, field) => {
    const { status, body } = await create(more);
    expect([status, body.error.code]).toEqual([400, 'INPUT_INVALID']);
    expect(Object.keys(body.error.fields)).toEqual([field]);
  });

  it('refuses a task that is not there, and an input too large to keep', async () => {
    expect((await create({ task: 'nope' })).body.error.code).toBe('TASK_UNKNOWN');
    const { status, body } = await create({
      task: 'notify',
      input: { channel: 'mail', to: ['a@b.example'], subject: 'x', text: 'x'.repeat(70_000) },
    });
    expect([status, body.error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it('is for admins; operators run, viewers look', async () => {
    const id = await idOf();
    const { body } = await create({}, BEARER);
    expect(body.error.code).toBe('FORBIDDEN');
    for (const [method, path] of [
      ['PUT', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['DELETE', ''],
    ] as const) {
      const answer = await api.call(method, `/api/schedules/${id}${path}`, NIGHTLY);
      expect(answer.body.error.code, `${method} ${path}`).toBe('FORBIDDEN');
    }
    expect((await api.call('POST', `/api/schedules/${id}/run`)).status).toBe(200);
  });
});

describe('a timing can be tried before', () => {
  const preview = async (timing: object) => {
    const input = encodeURIComponent(JSON.stringify(timing));
    return (
      await api.app.inject({ url: `/trpc/schedules.preview?input=${input}`, headers: BEARER })
    ).json();
  };

  it('in words and due times', async () => {
    const { result } = await preview({ kind: 'every', everyMs: 60_000 });
    expect(result.data.words).toBe('Every minute');
    const times = result.data.runs.map((run: string) => Date.parse(run));
    expect(times).toHaveLength(5);
    expect(times[4] - times[0]).toBe(240_000);
  });

  it('or why not', async () => {
    const { error } = await preview({ kind: 'cron', cron: '* * *', timeZone: 'UTC' });
    expect(error.data.app.fields).toEqual({
      'timing.cron': ['Takes five fields, or six with the second first'],
    });
  });
});

describe('changing a schedule', () => {
  it('keeps the due times unless the timing changes', async () => {
    const every = { kind: 'every', everyMs: 3_600_000 };
    const before = (await create({ timing: every })).body;
    const renamed = await api.call(
      'PUT',
      `/api/schedules/${before.id}`,
      { ...NIGHTLY, name: 'Hourly', timing: every },
      admin,
    );
    expect(renamed.body).toMatchObject({ name: 'Hourly', revision: 2, nextRuns: before.nextRuns });
    const timed = await api.call(
      'PUT',
      `/api/schedules/${before.id}`,
      { ...NIGHTLY, timing: { kind: 'every', everyMs: 60_000 } },
      admin,
    );
    expect(Date.parse(timed.body.nextRuns[0])).toBeLessThan(Date.parse(before.nextRuns[0]));
  });

  it('is refused to who read it before somebody else changed it', async () => {
    const id = await idOf();
    const put = (revision: number) =>
      api.call('PUT', `/api/schedules/${id}`, { ...NIGHTLY, revision }, admin);
    expect((await put(1)).status).toBe(200);
    expect((await put(1)).body.error).toMatchObject({ code: 'CONFLICT', id });
    expect((await put(2)).status).toBe(200);
  });

  it('pauses and resumes it', async () => {
    const id = await idOf();
    const act = (action: string) =>
      api.call('POST', `/api/schedules/${id}/${action}`, undefined, admin);
    const paused = await act('pause');
    expect(paused.body).toMatchObject({ paused: true, nextRuns: [], revision: 2 });
    expect((await act('pause')).body.revision).toBe(2);
    // The ones that are never due come last.
    const { items } = (await api.call('GET', '/api/schedules')).body;
    expect(items.at(-1).id).toBe(id);
    const resumed = await act('resume');
    expect(resumed.body).toMatchObject({ paused: false, revision: 3 });
    expect(resumed.body.nextRuns).toHaveLength(5);
  });

  it('deletes it', async () => {
    const id = await idOf();
    const remove = () => api.call('DELETE', `/api/schedules/${id}`, undefined, admin);
    expect((await remove()).body).toEqual({ id });
    expect((await remove()).body.error.code).toBe('NOT_FOUND');
    expect(await listed(id)).toBeUndefined();
    expect((await api.call('POST', `/api/schedules/${id}/run`)).status).toBe(404);
  });
});

describe('running a schedule by hand', () => {
  it('queues its job at once and leaves the due times as they are', async () => {
    const before = (await create()).body;
    const { body: job } = await api.call('POST', `/api/schedules/${before.id}/run`);
    expect(job).toMatchObject({ task: 'sleep', state: 'prioritized' });
    expect((await api.call('GET', `/api/tasks/${job.id}`)).body).toMatchObject({
      scheduleId: before.id,
      priority: 'high',
      tags: ['nightly'],
      input: expect.objectContaining({ durationMs: 5 }),
    });
    const after = await listed(before.id);
    expect(after).toMatchObject({
      nextRuns: before.nextRuns,
      lastRun: { jobId: job.id, dueAt: null, state: 'prioritized', startedAt: null },
    });
    api.queue.start(job.id);
    api.queue.end(job.id, { code: 'TASK_FAILED', message: 'no luck' });
    const { body } = await api.call('GET', `/api/schedules/${before.id}`);
    expect(body.lastRun).toMatchObject({
      state: 'failed',
      error: { code: 'TASK_FAILED', message: 'no luck' },
      finishedAt: expect.any(String),
    });
    await api.queue.remove(job.id);
    const gone = await api.call('GET', `/api/schedules/${before.id}`);
    expect(gone.body.lastRun).toMatchObject({ jobId: job.id, state: null });
  });

  it('works while it is paused', async () => {
    const id = await idOf();
    await api.call('POST', `/api/schedules/${id}/pause`, undefined, admin);
    expect((await api.call('POST', `/api/schedules/${id}/run`)).status).toBe(200);
    expect((await listed(id)).nextRuns).toEqual([]);
  });
});
