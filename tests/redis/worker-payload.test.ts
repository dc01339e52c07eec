import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorker, type TestProcess } from '../support/processes.ts';
import { testPrograms, type TestPrograms } from '../support/programs.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { TestQueue } from '../support/test-queue.ts';

const MB_5 = 'x'.repeat(5 * 1_048_576);
const meta = { requestId: 't', submittedBy: 't', timeoutMs: 5_000 };

let redis: TestRedis;
let queue: TestQueue;
let worker: TestProcess;
let programs: TestPrograms;
beforeAll(async () => {
  redis = await startRedis();
  queue = new TestQueue(redis.url);
  // Its result lists its files: 500 with names of 240 characters, which are in their addresses too.
  const name = `x$(printf %0239d $i)`;
  programs = await testPrograms({ files: `for i in $(seq 500); do : > ${name}; done` });
  worker = await startWorker(redis, programs.env);
});
afterAll(async () => {
  await worker.kill();
  await queue.close();
  await redis.remove();
  await programs.remove();
});

it.each([
  ['where a small input belongs', 'sleep', { input: MB_5, meta }],
  ['in a field that is too long', 'process-batch', { input: { data: MB_5 }, meta }],
  ['as the name of a field', 'sleep', { input: { [MB_5]: 1 }, meta }],
  ['in data that are not ours', 'sleep', [MB_5]],
  ['for a task that nobody knows', 'elsewhere', { blob: MB_5 }],
])('5 MB %s fail their job with a short message, and the worker goes on', async (_, task, data) => {
  const id = await queue.addRaw(task, data, { attempts: 3 });
  const next = await queue.add({ task: 'sleep', input: { durationMs: 0 } });
  const { state, fields, ledger } = await queue.ended(id);
  expect(state).toBe('failed');
  expect(fields['td:error']).toMatch(/INPUT_INVALID|TASK_UNKNOWN/);
  // All that was written about it: a list must not read megabytes.
  const { data: _data, ...written } = fields;
  expect(JSON.stringify(written).length).toBeLessThan(60_000);
  expect(ledger).toHaveLength(1);
  expect((await queue.ended(next)).state).toBe('completed');
});

it('a result over 256 kB fails its job at once, with both sizes', async () => {
  const id = await queue.add({ task: 'run-program', input: { program: 'files' }, attempts: 3 });
  const { state, fields, ledger } = await queue.ended(id);
  expect([state, fields['td:error'], ledger.length]).toEqual(['failed', 'RESULT_TOO_LARGE', 1]);
  expect(fields['failedReason']).toMatch(/^The result has 2\d{5} bytes as JSON; at most 262144 /);
  expect(fields).not.toHaveProperty('returnvalue');
});
