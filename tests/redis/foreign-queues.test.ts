import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ForeignCall, job, jobs, startForeignApi } from '../support/foreign-api.ts';
import { OtherProgram } from '../support/other-program.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();
let call: ForeignCall;
let mail: OtherProgram;
beforeAll(async () => {
  mail = new OtherProgram(bench.redis.url, 'mail');
  await mail.queue.waitUntilReady();
  call = await startForeignApi(bench, 'bull, {taskdeck}:bull');
});
afterAll(() => mail.close());

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
      attemptsMade: 1,
      maxAttempts: 1,
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
    const other = new OtherProgram(bench.redis.url, 'inner', 'bull:mail');
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
