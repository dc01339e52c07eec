import { beforeAll, describe, expect, it } from 'vitest';
import { testPrograms } from '../support/programs.ts';
import { withRedis } from '../support/with-redis.ts';

describe('time limits', () => {
  const { queue, startWorker } = withRedis();
  beforeAll(async () => {
    const programs = await testPrograms({
      // They end with the worker, which they outlive otherwise.
      never: `trap '' INT; while kill -0 $PPID; do sleep 0.1; done`,
      tidy: `trap 'echo tidied up; exit 0' INT; while kill -0 $PPID; do sleep 0.1; done`,
    });
    await startWorker(programs.env);
    return programs.remove;
  });

  const program = (name: string) => ({ task: 'run-program', input: { program: name } });

  it('fail a task that never resolves at the hard one, though the soft one had warned it', async () => {
    // Its shell has to be there, and to ignore signals, before the soft one.
    const id = await queue.add({ ...program('never'), timeoutMs: 6_000, softTimeoutMs: 5_000 });
    const { state, fields } = await queue.ended(id);
    expect([state, fields['td:error']]).toEqual(['failed', 'TIMEOUT']);
    expect(fields['failedReason']).toBe('Took longer than its time limit of 6000 ms');
  });

  it('let a task tidy up between the soft one and the hard one', async () => {
    const id = await queue.add({ ...program('tidy'), timeoutMs: 60_000, softTimeoutMs: 5_000 });
    const { state, fields } = await queue.ended(id);
    expect([state, fields['td:error']]).toEqual(['failed', 'TIMEOUT']);
    expect(fields['failedReason']).toBe('Took longer than its soft time limit of 5000 ms');
    expect((await queue.log(id)).map(({ message }) => message)).toContain('tidied up');
  });

  it('tell a thread at the soft one', async () => {
    const input = { iterations: 1_000_000 };
    const job = { task: 'process-batch', input, timeoutMs: 60_000, softTimeoutMs: 500 };
    const { fields } = await queue.ended(await queue.add(job));
    expect(fields).toMatchObject({
      'td:error': 'TIMEOUT',
      failedReason: expect.stringContaining('soft'),
    });
  });

  it('that have passed are tried again like other failures', async () => {
    const id = await queue.add({ ...program('never'), timeoutMs: 200, attempts: 2 });
    const { ledger } = await queue.ended(id);
    expect(ledger.map(({ error }) => error?.code)).toEqual(['TIMEOUT', 'TIMEOUT']);
  });
});
