import { HEARTBEAT_TTL_MS, type Heartbeat } from '@taskdeck/tasks';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';
import { waitFor } from '../support/wait-for.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());
beforeEach(() => {
  api.queue.down = false;
});

describe('queues', () => {
  it('are listed with counts, rates, limits and pause', async () => {
    const { status, body } = await api.call('GET', '/api/queues');
    expect(status).toBe(200);
    expect(body.items.map(({ queue }: { queue: string }) => queue)).toEqual([
      'default',
      'heavy',
      'notifications',
    ]);
    expect(body.items[0]).toMatchObject({
      counts: { waiting: 0 },
      paused: null,
      globalConcurrency: null,
      rateLimit: null,
      rates: { windowMs: 60_000 },
    });
  });

  it('are paused and resumed, and the statistics say so', async () => {
    const paused = await api.call('POST', '/api/queues/heavy/pause');
    expect([paused.status, paused.body.queue]).toEqual([200, 'heavy']);
    expect(paused.body.paused).toEqual({ by: expect.any(String), since: expect.any(String) });
    const { body: stats } = await api.call('GET', '/api/stats');
    expect(stats.queues.map((queue: { paused: unknown }) => queue.paused !== null)).toEqual([
      false,
      true,
      false,
    ]);
    const resumed = await api.call('POST', '/api/queues/heavy/resume');
    expect(resumed.body.paused).toBeNull();
  });

  it('take limits; what is left out stays, null takes away', async () => {
    const set = (body: unknown) => api.call('POST', '/api/queues/default/limits', body);
    const rateLimit = { max: 10, durationMs: 1_000 };
    expect((await set({ globalConcurrency: 3, rateLimit })).body).toMatchObject({
      globalConcurrency: 3,
      rateLimit,
    });
    expect((await set({ rateLimit: null })).body).toMatchObject({
      globalConcurrency: 3,
      rateLimit: null,
    });
  });

  it.each([
    ['/api/queues/nope/pause', undefined],
    ['/api/queues/default/limits', { globalConcurrency: 0 }],
    ['/api/queues/default/limits', { globalConcurrency: 1e9 }],
    ['/api/queues/default/limits', { rateLimit: { max: 1, durationMs: 1 } }],
    ['/api/queues/default/limits', { rateLimit: { max: 1 } }],
  ])('refuse %s %j', async (url, body) => {
    const answer = await api.call('POST', url, body);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'INPUT_INVALID']);
  });

  it('are drained of what waits by whoever may remove jobs; what is not due yet stays unless asked for', async () => {
    const { body: due } = await api.call('POST', '/api/tasks', {
      task: 'sleep',
      options: { delayMs: 60_000 },
    });
    for (let i = 0; i < 3; i += 1) await api.call('POST', '/api/tasks', { task: 'sleep' });
    const url = '/api/queues/default/drain';
    const refused = await api.call('POST', url);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'FORBIDDEN']);
    const admin = { cookie: await api.signIn(), 'sec-fetch-site': 'same-origin' };
    const { body } = await api.call('POST', url, {}, admin);
    expect(body.items).toMatchObject([
      { kind: 'remove', filter: { queue: 'default', state: 'prioritized' } },
    ]);
    await waitFor(() => api.queue.jobs.size === 1, { what: 'the queue to be drained' });
    expect([...api.queue.jobs.keys()]).toEqual([due.id]);
    await api.call('POST', url, { delayed: true }, admin);
    await waitFor(() => api.queue.jobs.size === 0, { what: 'the delayed job to be removed' });
    expect((await api.call('POST', url, {}, admin)).body).toEqual({ items: [] });
  });

  it('say that Redis is away', async () => {
    api.queue.down = true;
    expect((await api.call('POST', '/api/queues/default/pause')).status).toBe(503);
  });
});

describe('workers', () => {
  async function beat(state: Heartbeat['state'], ageMs = 0): Promise<string> {
    const id = uuidv7();
    const now = new Date().toISOString();
    const heartbeat: Heartbeat = {
      id,
      host: 'test',
      containerId: null,
      pid: 1,
      version: '9.9.9',
      queues: [{ name: 'default', concurrency: 1 }],
      concurrency: 1,
      state,
      running: [],
      completed: 0,
      failed: 0,
      memoryBytes: 1,
      cpuPercent: 0,
      eventLoopLagMs: 0,
      startedAt: now,
      lastSeenAt: now,
    };
    // The mock's Lua can't answer with a list of several.
    await api.redis.del(api.keys.workers);
    await api.redis.zadd(api.keys.workers, Date.now(), id);
    const leftMs = HEARTBEAT_TTL_MS - ageMs;
    await api.redis.set(api.keys.worker(id), JSON.stringify(heartbeat), 'PX', leftMs);
    return id;
  }

  it('are asked to pause, to go on and to drain; what was asked is kept and told', async () => {
    const id = await beat('running');
    const told: string[] = [];
    const listener = api.redis.duplicate();
    listener.on('message', (_channel, message) => told.push(message));
    await listener.subscribe(api.keys.workerControls);
    for (const [command, kept] of [
      ['pause', 'pause'],
      ['resume', null],
      ['drain', 'drain'],
    ] as const) {
      const { status, body } = await api.call('POST', `/api/workers/${id}/${command}`);
      expect([status, body.id]).toEqual([200, id]);
      expect(await api.redis.get(api.keys.workerControl(id))).toBe(kept);
    }
    await waitFor(() => told.length === 3, { what: 'all to be told' });
    expect(told).toEqual([`${id}:pause`, `${id}:resume`, `${id}:drain`]);
    listener.disconnect();
  });

  it('that are gone, lost or on their way out are not asked', async () => {
    const ask = async (id: string, command: string) => {
      const { status, body } = await api.call('POST', `/api/workers/${id}/${command}`);
      return [status, body.error?.code];
    };
    expect(await ask(uuidv7(), 'pause')).toEqual([404, 'NOT_FOUND']);
    expect(await ask('worker-1', 'pause')).toEqual([400, 'INPUT_INVALID']);
    expect(await ask(await beat('running', 10_000), 'pause')).toEqual([409, 'CONFLICT']);
    const draining = await beat('draining');
    expect(await ask(draining, 'resume')).toEqual([409, 'CONFLICT']);
    expect(await ask(draining, 'drain')).toEqual([200, undefined]);
  });
});
