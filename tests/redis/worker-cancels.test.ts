import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CANCEL_FIELDS } from '@taskdeck/tasks';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestProcess } from '../support/processes.ts';
import { testPrograms } from '../support/programs.ts';
import type { StoredJob } from '../support/test-queue.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const { requestedAt, acknowledgedAt, stoppedAt } = CANCEL_FIELDS;
/** While this file is there the stubborn program runs. */
const GO_ON = join(tmpdir(), `taskdeck-go-on-${process.pid}`);

describe('a cancel', () => {
  const { queue, startWorker } = withRedis();
  let worker: TestProcess;
  beforeAll(async () => {
    const programs = await testPrograms({
      stubborn: `trap '' INT; echo begun; while [ -e '${GO_ON}' ]; do sleep 0.05; done`,
    });
    worker = await startWorker({ ...programs.env, WORKER_QUEUES: 'default:8,heavy:4' });
    return async () => {
      await rm(GO_ON, { force: true });
      await programs.remove();
    };
  });

  const timesOf = ({ fields }: StoredJob) =>
    [requestedAt, acknowledgedAt, stoppedAt].map((name) => Date.parse(fields[name] ?? ''));

  it.each([
    ['sleep', { durationMs: 60_000 }],
    ['process-batch', { iterations: 1_000_000 }],
  ])('of %s is requested, acknowledged and stopped, in this order', async (task, input) => {
    const id = await queue.add({ task, input, attempts: 3 });
    await queue.started(id);
    // A thread takes a while to begin.
    await waitFor(async () => (await queue.look(id)).fields['progress'] ?? task === 'sleep', {
      timeoutMs: 30_000,
    });
    await queue.cancel(id);
    expect((await queue.ended(id)).fields['td:error']).toBe('CANCELLED');
    // One that does not look at its signal for a second stops after its job.
    const job = await waitFor(async () => {
      const seen = await queue.look(id);
      return stoppedAt in seen.fields && seen;
    });
    const times = timesOf(job);
    expect(times.every((time) => time > 0)).toBe(true);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('of a job that no worker has is all three at once', async () => {
    const id = await queue.addRaw('sleep', {}, { delay: 60_000 });
    await queue.cancel(id);
    const job = await queue.ended(id);
    expect(job.fields['td:error']).toBe('CANCELLED');
    expect(job.fields[acknowledgedAt]).toBe(job.fields[stoppedAt]);
  });

  const startStubborn = async () => {
    await writeFile(GO_ON, '');
    const id = await queue.add({ task: 'run-program', input: { program: 'stubborn' } });
    await waitFor(async () => (await queue.log(id)).some(({ message }) => message === 'begun'), {
      timeoutMs: 30_000,
    });
    return id;
  };

  it('says stopped only when code that ignores it has ended', async () => {
    const id = await startStubborn();
    await queue.cancel(id);
    const failed = await queue.ended(id);
    expect(failed.fields['td:error']).toBe('CANCELLED');
    expect(failed.fields).toHaveProperty([acknowledgedAt]);
    expect(failed.fields).not.toHaveProperty([stoppedAt]);
    expect(existsSync(GO_ON)).toBe(true);
    await rm(GO_ON);
    const stopped = await waitFor(async () => (await queue.look(id)).fields[stoppedAt]);
    expect(Date.parse(stopped)).toBeGreaterThan(Number(failed.fields['finishedOn']));
  });

  it('says nothing of stopped code in a job that was removed or queued again meanwhile', async () => {
    const removed = await startStubborn();
    const again = await startStubborn();
    for (const id of [removed, again]) await queue.cancel(id);
    for (const id of [removed, again]) await queue.ended(id);
    await queue.redis.del(queue.jobKey(removed));
    await queue.redis.hdel(queue.jobKey(again), requestedAt, acknowledgedAt, stoppedAt);
    await rm(GO_ON);
    // The worker's next writes come behind those that must not be.
    const last = await startStubborn();
    await rm(GO_ON);
    await queue.ended(last);
    expect(await queue.redis.exists(queue.jobKey(removed))).toBe(0);
    expect((await queue.look(again)).fields).not.toHaveProperty([stoppedAt]);
  });

  it('and an end at the same time have one outcome, whichever wins', async () => {
    const RACES = 150;
    const before = await queue.totals();
    const outcomes = await Promise.all(
      Array.from({ length: RACES }, async (_, i) => {
        const input = { durationMs: (i * 7) % 40, steps: 1 };
        const id = await queue.add({ task: 'sleep', input });
        const started = await queue.started(id);
        if (started.state === 'active') await queue.cancel(id);
        return queue.ended(id, 40_000);
      }),
    );
    const cancelled = outcomes.filter(({ fields }) => fields['td:error'] === 'CANCELLED');
    const completed = outcomes.filter(({ state }) => state === 'completed');
    expect(cancelled.length + completed.length).toBe(RACES);
    for (const { state, fields, ledger } of cancelled) {
      expect(state).toBe('failed');
      expect(ledger).toMatchObject([{ outcome: 'failed', error: { code: 'CANCELLED' } }]);
      expect(fields).toHaveProperty([stoppedAt]);
      expect(fields).not.toHaveProperty('returnvalue');
    }
    for (const { fields, ledger } of completed) {
      expect(ledger).toMatchObject([{ outcome: 'completed', error: null }]);
      expect(fields).not.toHaveProperty(['td:error']);
      expect(fields).not.toHaveProperty([stoppedAt]);
    }
    const after = await queue.totals();
    const more = (name: string) => Number(after[name] ?? 0) - Number(before[name] ?? 0);
    expect([more('cancelled'), more('completed')]).toEqual([cancelled.length, completed.length]);
    // Both must have won, or nothing was tried.
    expect(Math.min(cancelled.length, completed.length)).toBeGreaterThan(0);
  });

  it('and a failure at the same time end the job, not only its attempt', async () => {
    const input = { durationMs: 0, steps: 1, failureRate: 1 };
    const backoff = { type: 'fixed', delayMs: 3_600_000, jitter: 0 } as const;
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const id = await queue.add({ task: 'sleep', input, attempts: 2, backoff });
        // In the moment in which the attempt has ended and the queue does not know yet, if it can be.
        await waitFor(async () => (await queue.look(id)).ledger[0]?.outcome ?? null, {
          intervalMs: 1,
          timeoutMs: 30_000,
        });
        await queue.cancel(id);
        return queue.ended(id);
      }),
    );
    for (const { state, fields } of outcomes) {
      expect([state, fields['td:error']]).toEqual(['failed', 'CANCELLED']);
      expect(fields).toHaveProperty([stoppedAt]);
    }
  });

  it('says stopped when the worker that could not stop the code ends itself', async () => {
    const id = await startStubborn();
    await queue.cancel(id);
    expect((await queue.ended(id)).fields).not.toHaveProperty([stoppedAt]);
    expect(await worker.stop()).toBe(0);
    expect((await queue.look(id)).fields).toHaveProperty([stoppedAt]);
  });
});
