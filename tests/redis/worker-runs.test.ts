import { Heartbeat } from '@taskdeck/tasks';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

describe('a worker', () => {
  const { queue, startWorker } = withRedis();
  let worker: TestProcess;
  beforeAll(async () => {
    worker = await startWorker({ WORKER_QUEUES: 'default:1,heavy:1' });
  });

  it.each([
    ['sleep', { durationMs: 50, steps: 5 }, { current: 5, total: 5 }],
    ['process-batch', { iterations: 20 }, { current: 20, total: 20 }],
    ['monte-carlo', { paths: 1_000, steps: 10 }, { current: 1_000, total: 1_000 }],
  ])('completes %s with its result, last progress and ledger', async (task, input, progress) => {
    const id = await queue.add({ task, input });
    const { state, fields, ledger } = await queue.ended(id);
    expect(state).toBe('completed');
    expect(JSON.parse(fields['returnvalue'] ?? '')).toBeTypeOf('object');
    expect(JSON.parse(fields['progress'] ?? '')).toEqual(progress);
    expect(ledger).toMatchObject([{ number: 1, outcome: 'completed', error: null }]);
    expect(fields['td:worker']).toBe(ledger[0]?.worker);
  });

  it('runs high before medium before low, first in first out within each', async () => {
    const blocker = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    await queue.started(blocker);
    const order = ['low', 'medium', 'high', 'medium', 'high'] as const;
    const ids: string[] = [];
    for (const priority of order)
      ids.push(await queue.add({ task: 'sleep', input: { durationMs: 0, steps: 1 }, priority }));
    await queue.cancel(blocker);
    const jobs = await Promise.all(ids.map((id) => queue.ended(id)));
    const started = jobs.map(({ fields }, i) => ({ i, at: Number(fields['processedOn']) }));
    expect(started.toSorted((a, b) => a.at - b.at).map(({ i }) => i)).toEqual([2, 4, 1, 3, 0]);
  });

  it('fails a throwing task with its message and stack after all its attempts', async () => {
    const input = { durationMs: 0, steps: 2, failureRate: 1 };
    const before = await queue.totals();
    const { state, fields, ledger } = await queue.ended(
      await queue.add({ task: 'sleep', input, attempts: 2 }),
    );
    expect(state).toBe('failed');
    expect(fields['failedReason']).toBe('Failed on purpose in step 1 of 2 (failureRate 1)');
    expect(fields['stacktrace']).toMatch(/sleep\.(ts|js):\d+/);
    expect(fields['td:error']).toBe('TASK_FAILED');
    const line = { outcome: 'failed', error: { code: 'TASK_FAILED' } };
    expect(ledger).toMatchObject([
      { number: 1, ...line },
      { number: 2, ...line },
    ]);
    const after = await queue.totals();
    expect(Number(after['failed'] ?? 0) - Number(before['failed'] ?? 0)).toBe(1);
  });

  it.each([
    ['an unknown task', 'no-such-task', { input: {}, meta: meta() }, 'TASK_UNKNOWN'],
    ['data of somebody else', 'sleep', { hello: 'world' }, 'INPUT_INVALID'],
    ['a wrong input', 'sleep', { input: { steps: 0 }, meta: meta() }, 'INPUT_INVALID'],
  ])('fails %s at once, without another attempt', async (_, task, data, code) => {
    const id = await queue.addRaw(task, data, { attempts: 3 });
    const { state, fields, ledger } = await queue.ended(id);
    expect({ state, code: fields['td:error'], attempts: ledger.length }).toEqual({
      state: 'failed',
      code,
      attempts: 1,
    });
  });

  it.each([
    ['sleep', { durationMs: 60_000 }],
    ['process-batch', { iterations: 1_000_000 }],
  ])('stops %s when its time is over', async (task, input) => {
    const id = await queue.add({ task, input, timeoutMs: 600 });
    const { state, fields, ledger } = await queue.ended(id);
    expect(state).toBe('failed');
    expect(fields).toMatchObject({
      'td:error': 'TIMEOUT',
      failedReason: expect.stringContaining('limit of 600 ms'),
    });
    expect(ledger).toMatchObject([{ error: { code: 'TIMEOUT' } }]);
  });

  it.each([
    ['sleep', { durationMs: 60_000 }],
    ['process-batch', { iterations: 1_000_000 }],
  ])('stops %s when it is cancelled, and counts it apart', async (task, input) => {
    const before = await queue.totals();
    const id = await queue.add({ task, input, attempts: 3 });
    await queue.started(id);
    await queue.cancel(id);
    const { state, fields, ledger } = await queue.ended(id);
    expect(state).toBe('failed');
    expect(fields['td:error']).toBe('CANCELLED');
    expect(ledger).toMatchObject([{ outcome: 'failed', error: { code: 'CANCELLED' } }]);
    const after = await queue.totals();
    expect(after['failed']).toBe(before['failed']);
    expect(Number(after['cancelled'])).toBe(Number(before['cancelled'] ?? 0) + 1);
  });

  it('does not start a job whose cancel was asked for while it waited', async () => {
    const blocker = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    await queue.started(blocker);
    const id = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    await queue.cancel(id);
    await queue.cancel(blocker);
    const { fields, ledger } = await queue.ended(id);
    expect(fields).toMatchObject({
      'td:error': 'CANCELLED',
      failedReason: expect.stringContaining('before it started'),
    });
    expect(ledger).toEqual([]);
    await queue.ended(blocker);
  });

  it('tells in its heartbeat what it runs and what it has ended', async () => {
    const beat = async () => {
      const [id] = await queue.redis.zrange(queue.keys.workers, 0, -1);
      return Heartbeat.parse(
        JSON.parse((await queue.redis.get(queue.keys.worker(id ?? ''))) ?? ''),
      );
    };
    const { completed } = await beat();
    const id = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    await waitFor(async () => (await beat()).running.some((job) => job.id === id));
    await queue.cancel(id);
    await queue.ended(await queue.add({ task: 'sleep', input: { durationMs: 0 } }));
    const after = await waitFor(async () => {
      const now = await beat();
      return now.completed > completed && now.running.length === 0 ? now : null;
    });
    expect(after).toMatchObject({ pid: worker.pid, concurrency: 2, state: 'running' });
    expect(after.memoryBytes).toBeGreaterThan(10_000_000);
  });

  it('writes nothing into a job that was removed while it ran', async () => {
    const id = await queue.add({ task: 'sleep', input: { durationMs: 5_000 } });
    await queue.started(id);
    await queue.redis.del(queue.jobKey(id));
    const given = (line: string) =>
      line.includes(`"job":"${id}"`) && line.includes('had been given');
    await waitFor(() => worker.output.some(given), { timeoutMs: 30_000 });
    expect(await queue.redis.exists(queue.jobKey(id))).toBe(0);
  });
});

function meta() {
  return { requestId: 'test', submittedBy: 'test', timeoutMs: 5_000 };
}
