import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Heartbeat } from '@taskdeck/tasks';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

/** What the container's health check reads. */
const ALIVE = join(tmpdir(), `taskdeck-alive-${process.pid}`);

describe('a worker that is told from outside', () => {
  const bench = withRedis();
  const { queue } = bench;
  let worker: TestProcess;
  let id: string;
  beforeEach(async () => {
    worker = await bench.startWorker({ WORKER_ALIVE_FILE: ALIVE });
    [id = ''] = await queue.redis.zrange(queue.keys.workers, -1, -1);
    return async () => {
      await worker.kill();
      await queue.redis.del(queue.keys.workers);
    };
  });
  afterAll(() => rm(ALIVE, { force: true }));

  /** As the server does. */
  const tell = async (command: 'pause' | 'resume' | 'drain') => {
    const key = queue.keys.workerControl(id);
    if (command === 'resume') await queue.redis.del(key);
    else await queue.redis.set(key, command, 'EX', 60);
    await queue.redis.publish(queue.keys.workerControls, `${id}:${command}`);
  };
  const beat = async () =>
    Heartbeat.parse(JSON.parse((await queue.redis.get(queue.keys.worker(id))) ?? ''));
  const untilIt = (state: Heartbeat['state']) =>
    waitFor(async () => (await beat()).state === state, {
      what: `the worker to say ${state}`,
      timeoutMs: 30_000,
    });
  const add = (durationMs: number) => queue.add({ task: 'sleep', input: { durationMs } });

  it.each([
    ['idle', 0],
    ['busy', 1],
    ['full', 2],
  ])('pauses and resumes while it is %s', async (_, jobs) => {
    const running = await Promise.all(Array.from({ length: jobs }, () => add(1_500)));
    await Promise.all(running.map((job) => queue.started(job)));
    await tell('pause');
    await untilIt('paused');
    const held = await add(0);
    for (const job of running) expect((await queue.ended(job)).state).toBe('completed');
    // Its next beat says what it took in the meantime, if it did.
    const at = Date.now();
    await waitFor(async () => Number(await readFile(ALIVE, 'utf8')) > at);
    expect((await queue.look(held)).ledger).toEqual([]);
    await tell('resume');
    await untilIt('running');
    expect((await queue.ended(held)).state).toBe('completed');
  });

  it('stays paused, and its health check stays good, when Redis was away', async () => {
    await tell('pause');
    await untilIt('paused');
    await bench.redis.restart();
    const since = Date.now();
    await waitFor(async () => Number(await readFile(ALIVE, 'utf8')) > since, { timeoutMs: 20_000 });
    const held = await add(0);
    const again = Date.now();
    await waitFor(async () => Date.parse((await beat()).lastSeenAt) > again);
    expect((await queue.look(held)).ledger).toEqual([]);
    expect((await beat()).state).toBe('paused');
    await tell('resume');
    expect((await queue.ended(held)).state).toBe('completed');
  });

  it('hears what was asked while it could not be reached', async () => {
    worker.signal('SIGSTOP');
    await queue.redis.set(queue.keys.workerControl(id), 'pause', 'EX', 60);
    await bench.redis.restart();
    worker.signal('SIGCONT');
    await untilIt('paused');
    expect((await queue.look(await add(0))).ledger).toEqual([]);
  });

  it('drains as on SIGTERM: finishes what runs, also when told twice, and exits 0', async () => {
    const running = await add(1_500);
    // It drains until this one has ended, for as long as it takes to see it.
    const held = await add(60_000);
    await Promise.all([running, held].map((job) => queue.started(job)));
    await tell('drain');
    await untilIt('draining');
    await tell('drain');
    await tell('pause');
    await queue.cancel(held);
    expect(await worker.ended).toBe(0);
    expect((await queue.look(running)).state).toBe('completed');
  });

  it('drains also while it is paused', async () => {
    await tell('pause');
    await untilIt('paused');
    await tell('drain');
    expect(await worker.ended).toBe(0);
  });
});
