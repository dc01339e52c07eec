import { LOCK_MS, STALLED_CHECK_MS } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

describe('a worker that is frozen in the middle of its jobs', () => {
  const { queue, startWorker } = withRedis();

  it('loses them within 30 s, and writes nothing into them when it wakes up', async () => {
    const frozen = await startWorker({ WORKER_QUEUES: 'default:3' });
    // Its thread takes a while to begin.
    const threaded = await queue.add({ task: 'process-batch', input: { iterations: 2_000 } });
    await waitFor(async () => (await queue.look(threaded)).fields['progress'], {
      timeoutMs: 30_000,
    });
    const ids = [
      // Wakes up while its successor runs it, and after its successor has ended it.
      await queue.add({ task: 'sleep', input: { durationMs: 20_000, steps: 200 } }),
      await queue.add({ task: 'sleep', input: { durationMs: 6_000, steps: 60 } }),
      threaded,
    ];
    await Promise.all(ids.map((id) => queue.started(id)));
    frozen.signal('SIGSTOP');
    // That long until the lock has run out, and two checks have not found it.
    expect(LOCK_MS + 2 * STALLED_CHECK_MS).toBeLessThan(30_000);

    const successor = await startWorker({ WORKER_QUEUES: 'default:3' });
    const [long = '', ...short] = ids;
    const successors = await Promise.all(ids.map((id) => queue.started(id, 2)));
    const ended = await Promise.all(short.map((id) => queue.ended(id, 120_000)));
    const { worker: first } = successors[0]?.ledger[0] ?? {};

    frozen.signal('SIGCONT');
    const gaveUp = (id: string) =>
      frozen.output.some((line) => line.includes(id) && line.includes('had been given'));
    await waitFor(() => ids.every(gaveUp), { timeoutMs: 30_000, what: 'it to notice' });
    // Nothing of it is in those that had ended before.
    for (const [i, id] of short.entries()) expect(await queue.look(id)).toEqual(ended[i]);

    for (const job of [await queue.ended(long, 40_000), ...ended]) {
      expect(job.state).toBe('completed');
      expect(job.ledger).toMatchObject([
        { number: 1, worker: first, outcome: 'lost', error: { code: 'WORKER_LOST' } },
        { number: 2, outcome: 'completed', error: null },
      ]);
      expect(job.fields['td:worker']).toBe(job.ledger[1]?.worker);
    }
    expect(await queue.totals()).toMatchObject({ lost: '3', completed: '3' });
    expect(await queue.totals()).not.toHaveProperty('failed');

    // It is as good as new.
    await successor.stop();
    const next = await queue.add({ task: 'sleep', input: { durationMs: 0 } });
    expect((await queue.ended(next)).ledger).toMatchObject([{ worker: first }]);
  });
});
