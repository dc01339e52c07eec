import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OtherProgram } from '../support/other-program.ts';
import { startServer, type TestServer } from '../support/processes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

let redis: TestRedis;
let server: TestServer;
let cookie: string;
let mail: OtherProgram;
beforeAll(async () => {
  redis = await startRedis();
  mail = new OtherProgram(redis.url, 'mail');
  await mail.queue.waitUntilReady();
  server = await startServer(redis, {
    QUEUE_PREFIXES: 'bull, {taskdeck}:bull',
    FOREIGN_QUEUES_WRITABLE: 'true',
  });
  const secret = new URL(await server.signInLink()).hash.slice(1);
  const answer = await fetch(`${server.url}/api/session/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
  await mail.close();
  await server.stop();
  await redis.remove();
});

async function call(method: string, path: string, body?: unknown, asAdmin = false) {
  const who = asAdmin ? { cookie, 'sec-fetch-site': 'same-origin' } : server.headers;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { ...who, ...json },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
const jobs = (queue: string) => `/api/queues/${encodeURIComponent(queue)}/jobs`;
const job = (queue: string, id: string) => `${jobs(queue)}/${encodeURIComponent(id)}`;
const queues = async () => (await call('GET', '/api/foreign-queues')).body;

describe('queues of another program', () => {
  it('are listed with their counts, without ours, and are not written to', async () => {
    await mail.queue.pause();
    await mail.add('waits');
    await mail.add('first', {}, { priority: 5 });
    await mail.add('later', {}, { delay: 3_600_000 });
    const before = await mail.redis.hgetall('bull:mail:meta');
    const found = await waitFor(async () => {
      const list = await queues();
      return list.items.length > 0 && list.complete ? list : null;
    });
    expect(found).toMatchObject({ prefixes: ['bull', '{taskdeck}:bull'], writable: true });
    expect(found.items).toEqual([
      {
        queue: 'bull:mail',
        prefix: 'bull',
        name: 'mail',
        version: expect.stringMatching(/^bullmq:\d+\./),
        paused: true,
        counts: {
          waiting: 1,
          prioritized: 1,
          delayed: 1,
          'waiting-children': 0,
          active: 0,
          completed: 0,
          failed: 0,
        },
      },
    ]);
    const list = await call('GET', `${jobs('bull:mail')}?state=prioritized`);
    expect(list.body.items).toMatchObject([{ name: 'first', priority: 5, state: 'prioritized' }]);
    expect(await mail.redis.hgetall('bull:mail:meta')).toEqual(before);
    await mail.queue.resume();
  });

  it('are worked: retry, run now, add, remove', async () => {
    const [delayed] = (await call('GET', `${jobs('bull:mail')}?state=delayed`)).body.items;
    expect(Date.parse(delayed.runAt)).toBeGreaterThan(Date.now() + 3_500_000);
    mail.work();
    const ran = await call('POST', `${job('bull:mail', delayed.id)}/run-now`);
    expect(ran).toEqual({ status: 200, body: { queue: 'bull:mail', id: delayed.id } });
    await mail.until(delayed.id, 'completed');

    const added = await call('POST', jobs('bull:mail'), {
      name: 'bad',
      data: { to: ['nobody'] },
      options: { attempts: 2, priority: 3, backoff: { type: 'fixed', delayMs: 1 } },
    });
    expect(added.status).toBe(200);
    const { id } = added.body;
    await mail.until(id, 'failed');
    const failed = (await call('GET', job('bull:mail', id))).body;
    expect(failed).toMatchObject({
      id,
      name: 'bad',
      state: 'failed',
      priority: 3,
      attemptsMade: 2,
      maxAttempts: 2,
      failedReason: 'No receiver: {"to":["nobody"]}',
      data: { text: '{"to":["nobody"]}', bytes: 17, truncated: false },
      result: null,
    });
    expect(failed.stacks).toHaveLength(2);
    expect(failed.stacks[0]).toMatch(/No receiver[\s\S]* at /);

    expect((await call('POST', `${job('bull:mail', id)}/retry`)).status).toBe(200);
    await mail.until(id, 'failed');
    const again = (await call('GET', job('bull:mail', id))).body;
    expect(Date.parse(again.finishedAt)).toBeGreaterThan(Date.parse(failed.finishedAt));
    expect((await call('DELETE', job('bull:mail', id))).body.error.code).toBe('FORBIDDEN');
    expect((await call('DELETE', job('bull:mail', id), undefined, true)).status).toBe(200);
    expect(await mail.state(id)).toBe('unknown');
    const gone = await call('GET', job('bull:mail', id));
    expect([gone.status, gone.body.error.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('show a job that ended, with its log, progress and result', async () => {
    const id = await mail.add('hello', { n: 1 });
    await mail.until(id, 'completed');
    const { body } = await call('GET', job('bull:mail', id));
    expect(body).toMatchObject({
      queue: 'bull:mail',
      state: 'completed',
      progress: 50,
      progressDetail: { text: '50' },
      result: { text: '{"ok":"hello"}' },
      logs: { lines: ['sending hello'], total: 1 },
      stacks: [],
    });
    const refused = await call('POST', `${job('bull:mail', id)}/run-now`);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'CONFLICT']);
  });

  it('refuse a job whose fields are out of bounds, by field', async () => {
    const { status, body } = await call('POST', jobs('bull:mail'), {
      name: '',
      options: { priority: -1, delayMs: 1e15, attempts: 0, lifo: true },
    });
    expect([status, body.error.code]).toEqual([400, 'INPUT_INVALID']);
    expect(Object.keys(body.error.fields).sort()).toEqual(
      ['name', 'options.attempts', 'options.delayMs', 'options.lifo', 'options.priority'].sort(),
    );
  });

  it('do not lead to ours, to other keys, or to another queue’s job', async () => {
    const other = new OtherProgram(redis.url, 'inner', 'bull:mail');
    await other.queue.waitUntilReady();
    const id = await other.add('kept');
    for (const [queue, name] of [
      ['{taskdeck}:bull:default', 'x'],
      ['elsewhere:mail', 'x'],
      ['bull:nowhere', 'x'],
      ['bull:mail', 'meta'],
      ['bull:mail', 'events'],
      ['bull:mail', 'wait'],
    ] as const)
      expect((await call('GET', job(queue, name))).status, `${queue} ${name}`).toBe(404);
    expect((await call('GET', jobs('{taskdeck}:bull:default'))).status).toBe(404);
    expect((await call('POST', jobs('bull:nowhere'), { name: 'x' })).status).toBe(404);
    // Under its parent's name, the same key is an id that none of the lists has.
    const removed = await call('DELETE', job('bull:mail', `inner:${id}`), undefined, true);
    expect(removed.body.error.code).toBe('CONFLICT');
    expect((await call('DELETE', job('bull:mail:inner', id), undefined, true)).status).toBe(200);
    await other.close();
  });
});

describe('hostile names and payloads', () => {
  it.each(['../..%2f\u0000 <b>*?[x]é\uFFFC', '.', '..'])('queue and id %j', async (name) => {
    const odd = new OtherProgram(redis.url, name);
    await odd.add(name, { at: name }, { jobId: name });
    const address = `bull:${name}`;
    const list = await call('GET', jobs(address));
    expect(list.body.items).toMatchObject([{ id: name, name, state: 'waiting' }]);
    // A path segment of dots never reaches a server: clients take it for folders. The panel asks over tRPC.
    const input = encodeURIComponent(JSON.stringify({ queue: address, id: name }));
    const { body } = await call('GET', `/trpc/foreign.job?input=${input}`);
    expect(body.result.data).toMatchObject({
      id: name,
      data: { text: JSON.stringify({ at: name }) },
    });
    if (!/^\.+$/.test(name)) {
      expect((await call('GET', job(address, name))).body).toEqual(body.result.data);
      expect((await call('DELETE', job(address, name), undefined, true)).status).toBe(200);
      expect(await odd.state(name)).toBe('unknown');
    }
    await odd.close();
  });

  it('a long name and id reach their job', async () => {
    const odd = new OtherProgram(redis.url, 'ü'.repeat(290));
    const id = '€'.repeat(500);
    await odd.add('x', {}, { jobId: id });
    const address = `bull:${odd.queue.name}`;
    expect((await call('GET', job(address, id))).body.id).toBe(id);
    await odd.close();
  });

  it('a job of 5 MB breaks no list, and is cut where it is shown', async () => {
    const big = new OtherProgram(redis.url, 'big');
    const text = 'é'.repeat(2_500_000);
    const id = await big.add('big', { text });
    await big.redis.hset(`bull:big:${id}`, 'failedReason', text, 'opts', `{"x":"${text}"}`);
    const list = await fetch(`${server.url}${jobs('bull:big')}`, { headers: server.headers });
    const page = await list.text();
    expect(page.length).toBeLessThan(2_000);
    expect(JSON.parse(page).items[0].failedReason).toMatch(/^Longer than 64 kB/);
    const { body } = await call('GET', job('bull:big', id));
    expect(body.data).toMatchObject({ truncated: true, bytes: 5_000_011 });
    expect(Buffer.byteLength(body.data.text)).toBeLessThanOrEqual(262_144);
    expect(body.data.text).toMatch(/^\{"text":"é+$/);
    await big.close();
  });

  it('keys and fields of any shape are read as far as they make sense', async () => {
    const odd = new OtherProgram(redis.url, 'odd');
    await odd.queue.waitUntilReady();
    await odd.redis.hset('bull:odd:1', {
      name: 'broken',
      data: '{not json',
      opts: '[[[',
      timestamp: 'yesterday',
      processedOn: '1e400',
      priority: 'NaN',
      atm: '-x',
      stacktrace: '"no list"',
      progress: '{"percent":3}',
    });
    await odd.redis.zadd('bull:odd:failed', 1, '1', 2, 'ghost');
    await odd.redis.set('bull:odd:completed', 'a string');
    const failed = await call('GET', `${jobs('bull:odd')}?state=failed`);
    expect(failed.body.items).toMatchObject([
      { id: 'ghost', name: null, state: 'failed' },
      { id: '1', name: 'broken', priority: 0, addedAt: null, startedAt: null, progress: null },
    ]);
    expect((await call('GET', `${jobs('bull:odd')}?state=completed`)).body.items).toEqual([]);
    const { body } = await call('GET', job('bull:odd', '1'));
    expect(body).toMatchObject({ data: { text: '{not json' }, stacks: null });
    const refused = await call('POST', `${job('bull:odd', '1')}/retry`);
    expect(refused.body.error).toMatchObject({ code: 'CONFLICT', message: /not valid JSON/ });
    expect((await call('GET', '/api/foreign-queues')).status).toBe(200);
    await odd.close();
  });
});
