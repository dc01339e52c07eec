import { beforeAll, describe, expect, it } from 'vitest';
import { type ForeignCall, job, jobs, startForeignApi } from '../support/foreign-api.ts';
import { OtherProgram } from '../support/other-program.ts';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();
let call: ForeignCall;
beforeAll(async () => {
  call = await startForeignApi(bench, 'bull');
});

describe('hostile names and payloads', () => {
  /** Over tRPC, as the panel asks. */
  const asked = async (queue: string, id: string) => {
    const input = encodeURIComponent(JSON.stringify({ queue, id }));
    return (await call('GET', `/trpc/foreign.job?input=${input}`)).body.result.data;
  };

  it('any characters may be in the name of a queue and in an id', async () => {
    const name = '../..%2f\u0000 <b>*?[x]é\uFFFC';
    const odd = new OtherProgram(bench.redis.url, name);
    await odd.add(name, { at: name }, { jobId: name });
    const address = `bull:${name}`;
    const list = await call('GET', jobs(address));
    expect(list.body.items).toMatchObject([{ id: name, name, state: 'waiting' }]);
    const { body } = await call('GET', job(address, name));
    expect(body).toMatchObject({ id: name, data: { text: JSON.stringify({ at: name }) } });
    expect(await asked(address, name)).toEqual(body);
    expect((await call('DELETE', job(address, name), undefined, true)).status).toBe(200);
    expect(await odd.state(name)).toBe('unknown');
    await odd.close();
  });

  // A path segment of dots never reaches a server: clients take it for folders.
  it.each(['.', '..'])('a queue and an id called %s can be asked for over tRPC', async (name) => {
    const odd = new OtherProgram(bench.redis.url, name);
    await odd.add('x', {}, { jobId: name });
    expect((await call('GET', jobs(`bull:${name}`))).body.items).toMatchObject([{ id: name }]);
    expect(await asked(`bull:${name}`, name)).toMatchObject({ id: name, state: 'waiting' });
    await odd.close();
  });

  it('a long name and id reach their job', async () => {
    const odd = new OtherProgram(bench.redis.url, 'ü'.repeat(290));
    const id = '€'.repeat(500);
    await odd.add('x', {}, { jobId: id });
    const address = `bull:${odd.queue.name}`;
    expect((await call('GET', job(address, id))).body.id).toBe(id);
    await odd.close();
  });

  it('a job of 5 MB breaks no list, and is cut where it is shown', async () => {
    const big = new OtherProgram(bench.redis.url, 'big');
    const text = 'é'.repeat(2_500_000);
    const id = await big.add('big', { text });
    await big.redis.hset(`bull:big:${id}`, 'failedReason', text, 'opts', `{"x":"${text}"}`);
    const list = await call('GET', jobs('bull:big'));
    expect(JSON.stringify(list.body).length).toBeLessThan(2_000);
    expect(list.body.items[0].failedReason).toMatch(/^Longer than 64 kB/);
    const { body } = await call('GET', job('bull:big', id));
    expect(body.data).toMatchObject({ truncated: true, bytes: 5_000_011 });
    expect(Buffer.byteLength(body.data.text)).toBeLessThanOrEqual(262_144);
    expect(body.data.text).toMatch(/^\{"text":"é+$/);
    await big.close();
  });

  it('keys and fields of any shape are read as far as they make sense', async () => {
    const odd = new OtherProgram(bench.redis.url, 'odd');
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
