import { beforeAll, expect, it } from 'vitest';
import { withRedis } from '../support/with-redis.ts';

const MB_5 = 'x'.repeat(5 * 1_048_576);
const meta = { requestId: 't', submittedBy: 't', timeoutMs: 5_000 };

const { queue, startWorker } = withRedis();
beforeAll(() => startWorker());

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
  // The result of a flow whose last step fans out is a list: 30 times 1,000 numbers.
  const steps = [
    { key: 'split', task: 'draw-seeds', input: { count: 30 } },
    {
      key: 'work',
      task: 'draw-seeds',
      each: 'split.seeds',
      input: { seed: { $from: 'item' }, count: 1_000 },
    },
  ];
  const id = await queue.add({ task: 'flow', input: { steps }, attempts: 3 });
  const { state, fields, ledger } = await queue.ended(id);
  expect([state, fields['td:error']]).toEqual(['failed', 'RESULT_TOO_LARGE']);
  expect(fields['failedReason']).toMatch(/^The result has 3\d{5} bytes as JSON; at most 262144 /);
  expect(fields).not.toHaveProperty('returnvalue');
  expect(ledger.filter(({ outcome }) => outcome === 'failed')).toHaveLength(1);
});
