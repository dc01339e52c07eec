import { afterEach, describe, expect, it } from 'vitest';
import { runProcess, type TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

describe('stopping a worker', () => {
  const bench = withRedis();
  const { queue } = bench;
  const workers: TestProcess[] = [];
  const start = async (env = {}) => {
    const worker = await bench.startWorker(env);
    workers.push(worker);
    return worker;
  };
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  });

  it('exits at once when it is idle and is off the list', async () => {
    const worker = await start();
    expect(await worker.stop()).toBe(0);
    expect(await queue.redis.zcard(queue.keys.workers)).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what runs on %s, takes nothing new and exits 0',
    async (signal) => {
      const worker = await start({ WORKER_QUEUES: 'default:2' });
      const inline = await queue.add({ task: 'sleep', input: { durationMs: 1_500 } });
      const threaded = await queue.add({ task: 'process-batch', input: { iterations: 300 } });
      await Promise.all([queue.started(inline), queue.started(threaded)]);
      worker.signal(signal);
      // Until it has heard of it, it takes what comes.
      await waitFor(() => worker.output.some((line) => line.includes('Stopping')));
      const late = await queue.add({ task: 'sleep', input: { durationMs: 0 } });
      expect(await worker.ended).toBe(0);
      expect((await queue.look(inline)).state).toBe('completed');
      expect((await queue.look(threaded)).state).toBe('completed');
      expect(await queue.look(late)).toMatchObject({ state: 'prioritized', ledger: [] });
      const other = await start();
      expect((await queue.ended(late)).state).toBe('completed');
      expect(await other.stop()).toBe(0);
    },
  );

  it('says that it drains', async () => {
    const worker = await start();
    const id = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    await queue.started(id);
    worker.signal('SIGTERM');
    await waitFor(async () => {
      const beats = await Promise.all(
        (await queue.redis.zrange(queue.keys.workers, 0, -1)).map((one) =>
          queue.redis.get(queue.keys.worker(one)),
        ),
      );
      return beats.some((beat) => beat?.includes('"state":"draining"'));
    });
    await queue.cancel(id);
    expect(await worker.ended).toBe(0);
  });

  it.each([
    ['a second signal', {}, 2],
    ['the end of the grace period', { WORKER_GRACE_MS: '300' }, 1],
  ])('hands its jobs back on %s, and another worker completes them', async (_, env, signals) => {
    const worker = await start(env);
    const ids = [
      await queue.add({ task: 'sleep', input: { durationMs: 6_000 } }),
      await queue.add({ task: 'process-batch', input: { iterations: 1_000 } }),
    ];
    for (const id of ids) await queue.started(id);
    worker.signal('SIGTERM');
    if (signals === 2) {
      await waitFor(() => worker.output.some((line) => line.includes('Stopping')));
      worker.signal('SIGTERM');
    }
    expect(await worker.ended).toBe(0);
    for (const id of ids) {
      const { state, ledger } = await queue.look(id);
      expect(state).toBe('prioritized');
      expect(ledger).toMatchObject([{ outcome: 'handed-back', error: null }]);
    }
    const other = await start();
    for (const id of ids) {
      const { state, fields, ledger } = await queue.ended(id, 90_000);
      expect(state).toBe('completed');
      expect(ledger).toMatchObject([{ outcome: 'handed-back' }, { outcome: 'completed' }]);
      // The only attempt it had was not used up.
      expect(fields['atm']).toBe('1');
    }
    expect(await other.stop()).toBe(0);
  });

  it('does not wait for Redis when that is away and nothing runs', async () => {
    const worker = await start();
    await bench.redis.kill();
    expect(await worker.stop()).toBe(0);
    expect(worker.output.join()).not.toContain('Redis did not answer');
    await bench.redis.restart();
  });

  it('gives up on Redis when that is away and a job runs, and says so', async () => {
    const worker = await start();
    const id = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    await queue.started(id);
    await bench.redis.kill();
    worker.signal('SIGTERM');
    await waitFor(() => worker.output.some((line) => line.includes('Stopping')));
    worker.signal('SIGTERM');
    expect(await worker.ended).toBe(1);
    expect(worker.output.at(-1)).toContain('Redis did not answer');
    await bench.redis.restart();
  });
});

describe('starting a worker', () => {
  it('says everything that is wrong with its settings and exits 1', async () => {
    const worker = runProcess('worker', { REDIS_PORT: 'x', WORKER_QUEUES: 'a:0' });
    expect(await worker.ended).toBe(1);
    expect(worker.output.join('\n')).toMatch(/REDIS_PORT[^]*WORKER_QUEUES/);
  });
});
