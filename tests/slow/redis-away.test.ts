import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const OUTAGE_MS = 15_000;

describe('Redis away for 15 s (slow)', () => {
  const bench = withRedis();
  const { queue } = bench;
  let worker: TestProcess;
  let folder: string;
  /** What the container's health check reads. */
  const silentForMs = async () =>
    Date.now() - Number(await readFile(join(folder, 'alive'), 'utf8'));
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taskdeck-worker-'));
    worker = await bench.startWorker({ WORKER_ALIVE_FILE: join(folder, 'alive') });
    // The heartbeat tells of one connection, this file of all.
    await waitFor(silentForMs, { what: 'the alive file to be there' });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('leaves the worker running, and it goes on by itself', async () => {
    // One job ends while Redis is away, one after it is back, and the connection that waits for jobs waits.
    const during = await queue.add({ task: 'sleep', input: { durationMs: 5_000 } });
    const after = await queue.add({ task: 'process-batch', input: { iterations: 10_000 } });
    await Promise.all([queue.started(during), queue.started(after)]);
    await bench.redis.stop();
    try {
      await waitFor(async () => (await silentForMs()) > OUTAGE_MS, { timeoutMs: 2 * OUTAGE_MS });
    } finally {
      await bench.redis.restart();
    }

    const fresh = await queue.add({ task: 'sleep', input: { durationMs: 100 } });
    expect((await queue.ended(fresh)).state).toBe('completed');

    // Its lock ran out, so its end is not believed and it is run again: nothing is lost.
    const { state, ledger } = await queue.ended(during, 40_000);
    expect(state).toBe('completed');
    expect(ledger.map(({ outcome }) => outcome)).toEqual(['lost', 'completed']);

    const [id = ''] = await queue.redis.zrange(queue.keys.workers, 0, -1);
    const beat = await queue.redis.get(queue.keys.worker(id));
    await waitFor(async () => (await queue.redis.get(queue.keys.worker(id))) !== beat, {
      timeoutMs: 30_000,
    });
    await waitFor(async () => (await silentForMs()) < 5_000, { timeoutMs: 30_000 });
    expect(worker.output.join('\n')).not.toContain('Unhandled');
  });

  it('can still be cancelled', async () => {
    const id = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    await queue.started(id);
    await queue.cancel(id);
    expect((await queue.ended(id)).fields['td:error']).toBe('CANCELLED');
  });
});
