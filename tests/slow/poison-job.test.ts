import { MAX_STALLED } from '@taskdeck/tasks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProcess, type TestProcess } from '../support/processes.ts';
import { testPrograms, type TestPrograms } from '../support/programs.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();
const { queue } = bench;
let programs: TestPrograms;
let worker: TestProcess;
let deaths = 0;
let over = false;
beforeAll(async () => {
  programs = await testPrograms({ poison: 'kill -KILL $PPID' });
});
afterAll(async () => {
  over = true;
  await worker.kill();
  await programs.remove();
});

/** As Compose does: one that dies is started again, also one that dies before anybody has seen it. */
function keepRunning(): void {
  worker = runProcess('worker', { REDIS_URL: bench.redis.urlOf('worker'), ...programs.env });
  void worker.ended.then(() => {
    if (over) return null;
    deaths += 1;
    return keepRunning();
  });
}

it('a job that kills its worker ends as a dead letter, and other jobs go on', async () => {
  const input = { program: 'poison' };
  // Attempts are for failures: a job that takes its worker down has no more of them than others.
  const id = await queue.add({ task: 'run-program', input, attempts: 5 });
  keepRunning();
  const { state } = await queue.ended(id, 120_000);
  expect(state).toBe('failed');
  const { fields, ledger } = await waitFor(async () => {
    const job = await queue.look(id);
    return job.fields['td:error'] === undefined ? null : job;
  });
  expect(fields['td:error']).toBe('WORKER_LOST');
  expect(fields['failedReason']).toContain(`Lost its worker ${MAX_STALLED + 1} times`);
  expect(ledger.map(({ outcome }) => outcome)).toEqual(Array(MAX_STALLED + 1).fill('lost'));
  expect(new Set(ledger.map((line) => line.worker)).size).toBe(MAX_STALLED + 1);
  expect(deaths).toBe(MAX_STALLED + 1);

  const { keys } = queue;
  expect(await queue.redis.zrange(keys.deadLetters, 0, -1)).toEqual([id]);
  const groups = Object.values(await queue.redis.hgetall(keys.deadLetterGroups));
  expect(groups.map((group) => JSON.parse(group))).toMatchObject([
    { task: 'run-program', queue: 'heavy', code: 'WORKER_LOST' },
  ]);
  expect(await queue.totals('heavy')).toMatchObject({ failed: '1', lost: '3' });
  const next = await queue.add({ task: 'sleep', input: { durationMs: 0 } });
  expect((await queue.ended(next)).state).toBe('completed');
});
