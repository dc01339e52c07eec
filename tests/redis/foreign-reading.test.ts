import { afterAll, beforeAll, expect, it } from 'vitest';
import { OtherProgram } from '../support/other-program.ts';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();
let readOnly: TestServer;
let writable: TestServer;
let program: OtherProgram;
beforeAll(async () => {
  [readOnly, writable] = await Promise.all([
    bench.startServer({ QUEUE_PREFIXES: 'bull' }),
    bench.startServer({ QUEUE_PREFIXES: 'bull', FOREIGN_QUEUES_WRITABLE: 'true' }),
  ]);
  program = new OtherProgram(bench.redis.url, 'pages');
  await program.queue.waitUntilReady();
});
afterAll(() => program.close());

const ask = (server: TestServer, path: string, body?: object) =>
  server.call(body === undefined ? 'GET' : 'POST', path, body);

/** A server looks for new queues every 30 s. */
const WAIT = { timeoutMs: 40_000 };

/** Ids of all pages of a list; `between` is called after each page. */
async function pages(queue: string, state: string, between = async () => {}): Promise<string[]> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/api/queues/${encodeURIComponent(queue)}/jobs?state=${state}&limit=3${more}`;
    const { body } = await ask(readOnly, path);
    for (const { id } of body.items) ids.push(id);
    cursor = body.nextCursor ?? '';
    await between();
  } while (cursor !== '');
  return ids;
}

it('lists go on from page to page in the order of the queue', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 7; i += 1) ids.push(await program.add('x'));
  expect(await pages('bull:pages', 'waiting')).toEqual(ids);
  const late = [await program.add('x', {}, { delay: 90_000 })];
  late.push(await program.add('x', {}, { delay: 95_000 }));
  for (const delay of [50_000, 10_000]) late.unshift(await program.add('x', {}, { delay }));
  expect(await pages('bull:pages', 'delayed')).toEqual(late);
  const ranked = [];
  for (const priority of [1, 2, 3, 4]) ranked.push(await program.add('x', {}, { priority }));
  expect(await pages('bull:pages', 'prioritized')).toEqual(ranked);
});

it('a page does not repeat or skip what stays while the list changes', async () => {
  const key = 'bull:pages:completed';
  for (let i = 0; i < 9; i += 1) await program.redis.zadd(key, 1_000 + i, `c${i}`);
  let turn = 0;
  const ids = await pages('bull:pages', 'completed', async () => {
    turn += 1;
    // A new one in front, and the last one shown is gone.
    await program.redis.zadd(key, 2_000 + turn, `new${turn}`);
    if (turn === 1) await program.redis.zrem(key, 'c6');
  });
  expect(ids).toEqual(['c8', 'c7', 'c6', 'c5', 'c4', 'c3', 'c2', 'c1', 'c0']);
});

it('reads a queue that an older BullMQ paused, and puts nothing where its resume would lose it', async () => {
  const { redis: client } = program;
  // As BullMQ 4 leaves it: no version, waiting jobs put aside, a marker in the list, its own name for attempts.
  await client.hset('bull:old:meta', { 'opts.maxLenEvents': 10_000, paused: 1 });
  await client.rpush('bull:old:paused', '2', '1', '0:0');
  const fields = { data: '{}', opts: '{"attempts":5}', timestamp: 1_700_000_000_000 };
  for (const id of ['1', '2']) await client.hset(`bull:old:${id}`, { name: 'job', ...fields });
  await client.hset('bull:old:3', { name: 'late', ...fields, attemptsMade: 2 });
  await client.zadd('bull:old:delayed', 1_900_000_000_000 * 4096 + 7, '3');
  const old = await waitFor(async () => {
    const { body } = await ask(writable, '/api/foreign-queues');
    return body.items.find((queue: { name: string }) => queue.name === 'old');
  }, WAIT);
  expect(old).toMatchObject({ version: null, paused: true, counts: { waiting: 2, delayed: 1 } });
  expect(await pages('bull:old', 'waiting')).toEqual(['1', '2']);
  const { body } = await ask(writable, '/api/queues/bull%3Aold/jobs/3');
  expect(body).toMatchObject({
    state: 'delayed',
    attemptsMade: 2,
    maxAttempts: 5,
    addedAt: '2023-11-14T22:13:20.000Z',
    runAt: new Date(1_900_000_000_000).toISOString(),
  });
  for (const [path, sent] of [
    ['/api/queues/bull%3Aold/jobs/3/run-now', {}],
    ['/api/queues/bull%3Aold/jobs', { name: 'x' }],
  ] as const) {
    const refused = await ask(writable, path, sent);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toMatch(/paused by a BullMQ older than 6/);
  }
  expect(await client.exists('bull:old:wait')).toBe(0);
});

it.each(['prioritized', 'delayed'])(
  'wakes workers of BullMQ 4 for a %s job, and no later ones',
  async (state) => {
    const { redis: client } = program;
    for (const version of [4, 5]) {
      const name = `${state}-${version}`;
      await client.hset(`bull:${name}:meta`, { version: `bullmq:${version}.9.0` });
      const options = state === 'delayed' ? { delayMs: 90_000 } : { priority: 2 };
      const added = await ask(writable, `/api/queues/bull%3A${name}/jobs`, { name, options });
      expect(added.status).toBe(200);
      expect(await pages(`bull:${name}`, 'waiting')).toEqual([]);
      expect(await pages(`bull:${name}`, state)).toEqual([added.body.id]);
    }
    expect(await client.lrange(`bull:${state}-4:wait`, 0, -1)).toEqual(['0:0']);
    expect(await client.exists(`bull:${state}-5:wait`)).toBe(0);
  },
);

it('are read-only unless the setting allows more, and say so', async () => {
  const id = await program.add('x', {}, { delay: 90_000 });
  // Not all there are: the servers write of their own, whenever it is time.
  const itsKeys = async () => (await program.redis.keys('bull:*')).toSorted();
  const before = await itsKeys();
  expect((await ask(readOnly, '/api/foreign-queues')).body.writable).toBe(false);
  for (const path of [
    `/api/queues/bull%3Apages/jobs/${id}/run-now`,
    '/api/queues/bull%3Apages/jobs',
  ]) {
    const { status, body } = await ask(readOnly, path, { name: 'x' });
    expect([status, body.error.code]).toEqual([403, 'FORBIDDEN']);
    expect(body.error.message).toMatch(/FOREIGN_QUEUES_WRITABLE/);
  }
  expect(await itsKeys()).toEqual(before);
});

it('a look at many keys is bounded, says that it has not seen all, and goes on', async () => {
  await program.redis.eval(
    `for i = 1, 120000 do redis.call('SET', 'other:' .. i, '') end return 1`,
    0,
  );
  const server = await bench.startServer({ QUEUE_PREFIXES: 'bull,none*[' });
  const calls: boolean[] = [];
  await program.redis.config('RESETSTAT');
  const all = await waitFor(async () => {
    const { body } = await ask(server, '/api/foreign-queues');
    calls.push(body.complete);
    return body.complete ? body : null;
  }, WAIT);
  expect(calls.length).toBeGreaterThan(2);
  expect(calls.filter(Boolean)).toHaveLength(1);
  expect(all.items.map((queue: { queue: string }) => queue.queue)).toEqual([
    'bull:delayed-4',
    'bull:delayed-5',
    'bull:old',
    'bull:pages',
    'bull:prioritized-4',
    'bull:prioritized-5',
  ]);
  const scans = async () =>
    Number(/cmdstat_scan:calls=(\d+)/.exec(await program.redis.info('commandstats'))?.[1]);
  const scanned = await scans();
  await Promise.all(Array.from({ length: 20 }, () => ask(server, '/api/foreign-queues')));
  expect(await scans()).toBe(scanned);
});
