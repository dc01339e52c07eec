import { LOCK_MS, MAX_STALLED, STALLED_CHECK_MS } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

describe('a lost worker', () => {
  const { queue, startWorker } = withRedis();

  it('has its jobs run again by another within 30 s, while busy threads keep theirs', async () => {
    const victim = await startWorker({ WORKER_QUEUES: 'default:5' });
    const inline = await queue.add({ task: 'sleep', input: { durationMs: 6_000 } });
    const threaded = await queue.add({ task: 'process-batch', input: { iterations: 1_000 } });
    const deadly = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    const unwanted = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    const regretted = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    const all = [inline, threaded, deadly, unwanted, regretted];
    await Promise.all(all.map((id) => queue.started(id)));
    // As if they had lost their worker before, as often as they may (BullMQ's own counter).
    for (const id of [deadly, unwanted])
      await queue.redis.hset(queue.jobKey(id), 'stc', MAX_STALLED);
    await victim.kill();
    // That long until the lock has run out, and two checks have not found it.
    expect(LOCK_MS + 2 * STALLED_CHECK_MS).toBeLessThan(30_000);
    for (const id of [unwanted, regretted]) await queue.cancel(id);

    await startWorker({ WORKER_QUEUES: 'default:3' });
    // Computes for longer than a lock: the lock is renewed, so nobody runs it again.
    const input = { iterations: 1_000_000 };
    const busy = await queue.add({ task: 'process-batch', input, timeoutMs: LOCK_MS + 5_000 });

    for (const id of [inline, threaded]) {
      const { state, ledger } = await queue.ended(id, 120_000);
      expect(state).toBe('completed');
      expect(ledger).toMatchObject([
        { number: 1, outcome: 'lost', error: { code: 'WORKER_LOST' } },
        { number: 2, outcome: 'completed', error: null },
      ]);
      expect(ledger[1]?.worker).not.toBe(ledger[0]?.worker);
    }

    const ends = await Promise.all([deadly, unwanted].map((id) => queue.ended(id)));
    expect(ends.map(({ state }) => state)).toEqual(['failed', 'failed']);
    // BullMQ fails it, and our word on it follows.
    const { fields: said, ledger: lost } = await waitFor(async () => {
      const job = await queue.look(deadly);
      return job.fields['td:error'] === 'WORKER_LOST' ? job : null;
    });
    expect(said['failedReason']).toContain('Lost its worker 3 times');
    expect(lost).toMatchObject([{ number: 1, outcome: 'lost' }]);
    await waitFor(async () => (await queue.look(unwanted)).fields['td:error'] === 'CANCELLED');
    const dead = await queue.redis.zrange(queue.keys.deadLetters, 0, -1);
    expect([deadly, unwanted].map((id) => dead.includes(id))).toEqual([true, false]);

    // The next worker finds the cancel before it begins.
    const { fields: found, ledger: twice } = await queue.ended(regretted);
    expect(found).toMatchObject({
      'td:error': 'CANCELLED',
      failedReason: expect.stringContaining('before it started'),
    });
    expect(twice).toMatchObject([{ outcome: 'lost' }, { error: { code: 'CANCELLED' } }]);

    const { fields, ledger } = await queue.ended(busy, 40_000);
    expect(fields['td:error']).toBe('TIMEOUT');
    expect(ledger).toHaveLength(1);
    expect(await queue.totals()).toMatchObject({
      lost: '5',
      failed: '2',
      cancelled: '2',
      completed: '2',
    });
  });
});
