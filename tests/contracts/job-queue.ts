import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newJob, type QueueHarness } from './queue-harness.ts';

/** What any JobQueue must do; run against the adapter on a real Redis and against the fake. */
export function jobQueueContract(name: string, makeHarness: () => Promise<QueueHarness>): void {
  describe(`JobQueue: ${name}`, () => {
    let harness: QueueHarness;
    beforeAll(async () => {
      harness = await makeHarness();
    });
    afterAll(() => harness.close());

    it('keeps everything a submission says', async () => {
      const job = newJob({ priority: 'high', attempts: 5 });
      await harness.queue.add([job]);
      expect(await harness.queue.job(job.id)).toMatchObject({
        id: job.id,
        task: 'sleep',
        queue: 'default',
        state: 'prioritized',
        priority: 'high',
        progress: null,
        error: null,
        attemptsMade: 0,
        maxAttempts: 5,
        startedAt: null,
        finishedAt: null,
        runAt: null,
        worker: null,
        input: { durationMs: 1 },
        result: null,
        attempts: [],
        requestId: 'req-contract',
        submittedBy: 'mira',
        timeoutMs: 60_000,
      });
    });

    it('answers null for a job that does not exist, and leaves it out of rows', async () => {
      const job = newJob();
      await harness.queue.add([job]);
      expect(await harness.queue.job(uuidv7())).toBeNull();
      const rows = await harness.queue.rows([uuidv7(), job.id]);
      expect(rows.map((row) => row.id)).toEqual([job.id]);
    });

    it('leaves a job as it is when the same id is added again', async () => {
      const job = newJob();
      await harness.queue.add([job]);
      await harness.queue.add([{ ...job, input: { durationMs: 2 } }]);
      expect(await harness.queue.job(job.id)).toMatchObject({ input: { durationMs: 1 } });
    });

    it('pages through jobs newest first, by values', async () => {
      const jobs = Array.from({ length: 5 }, () => newJob({ task: 'paged' }));
      await harness.queue.add(jobs);
      const newest = jobs.map((job) => job.id).toReversed();
      const first = await harness.queue.list({ task: 'paged', limit: 2 });
      expect(first.items.map((row) => row.id)).toEqual(newest.slice(0, 2));
      // A job that comes between does not shift the next page.
      await harness.queue.add([newJob({ task: 'paged' })]);
      const second = await harness.queue.list({
        task: 'paged',
        limit: 2,
        cursor: first.nextCursor ?? '',
      });
      expect(second.items.map((row) => row.id)).toEqual(newest.slice(2, 4));
      const third = await harness.queue.list({
        task: 'paged',
        limit: 2,
        cursor: second.nextCursor ?? '',
      });
      expect(third).toMatchObject({ items: [{ id: newest[4] }], nextCursor: null });
    });

    it('filters by state, by text, and by both', async () => {
      const later = newJob({ task: 'filtered', delayMs: 60_000 });
      await harness.queue.add([later, newJob({ task: 'filtered' })]);
      const delayed = await harness.queue.list({ state: 'delayed', task: 'filtered', limit: 10 });
      expect(delayed.items).toMatchObject([{ id: later.id, state: 'delayed' }]);
      expect(Date.parse(delayed.items[0]?.runAt ?? '')).toBeGreaterThan(Date.now() + 50_000);
      const byId = await harness.queue.list({ q: later.id, limit: 10 });
      expect(byId.items.map((row) => row.id)).toEqual([later.id]);
      expect((await harness.queue.list({ q: 'filtere', limit: 10 })).items).toHaveLength(2);
      expect((await harness.queue.list({ queue: 'no-such-queue', limit: 10 })).items).toEqual([]);
    });

    it('ends a waiting and a delayed job at once when they are cancelled', async () => {
      const [waiting, delayed] = [newJob(), newJob({ delayMs: 60_000 })];
      await harness.queue.add([waiting, delayed]);
      for (const { id } of [waiting, delayed]) {
        expect(await harness.queue.cancel(id, 'mira')).toBe('done');
        expect(await harness.queue.job(id)).toMatchObject({
          state: 'failed',
          error: { code: 'CANCELLED', message: 'Cancelled by mira before it started' },
        });
        expect(await harness.queue.cancel(id, 'mira')).toBe('refused');
      }
      const failed = await harness.queue.list({ state: 'failed', limit: 10 });
      expect(failed.items.map((row) => row.id).sort()).toEqual([waiting.id, delayed.id].sort());
    });

    it('runs an ended job again when asked, and no other', async () => {
      const job = newJob();
      await harness.queue.add([job]);
      expect(await harness.queue.retry(job.id)).toBe('refused');
      await harness.queue.cancel(job.id, 'mira');
      expect(await harness.queue.retry(job.id)).toBe('done');
      expect(await harness.queue.job(job.id)).toMatchObject({
        state: 'prioritized',
        error: null,
        finishedAt: null,
      });
      expect(await harness.queue.retry(uuidv7())).toBe('missing');
    });

    it('removes a job that no worker has', async () => {
      const job = newJob();
      await harness.queue.add([job]);
      expect(await harness.queue.remove(job.id)).toBe('done');
      expect(await harness.queue.job(job.id)).toBeNull();
      expect(await harness.queue.remove(job.id)).toBe('missing');
    });

    it('asks the worker of a running job to cancel, and does not remove it', async () => {
      const job = newJob({ priority: 'high' });
      await harness.queue.add([job]);
      await harness.start(job.id);
      expect(await harness.queue.job(job.id)).toMatchObject({ state: 'active' });
      expect(await harness.queue.remove(job.id)).toBe('refused');
      expect(await harness.queue.cancel(job.id, 'mira')).toBe('done');
      expect(await harness.queue.job(job.id)).toMatchObject({ state: 'active' });
      await harness.complete(job.id, { ok: true });
      expect(await harness.queue.job(job.id)).toMatchObject({
        state: 'completed',
        result: { ok: true },
        error: null,
      });
      const completed = await harness.queue.list({ state: 'completed', limit: 10 });
      expect(completed.items[0]).toMatchObject({ id: job.id, state: 'completed' });
      expect(completed.items[0]).not.toHaveProperty('result');
    });

    it('counts jobs by state and what was added', async () => {
      const [before] = await harness.queue.stats();
      const { default: added } = await harness.queue.totals();
      await harness.queue.add([newJob(), newJob({ delayMs: 60_000 })]);
      const [after] = await harness.queue.stats();
      expect(after?.counts.prioritized).toBe((before?.counts.prioritized ?? 0) + 1);
      expect(after?.counts.delayed).toBe((before?.counts.delayed ?? 0) + 1);
      expect(after?.oldestWaitingAt).not.toBeNull();
      expect((await harness.queue.totals())['default']?.['added']).toBe(
        (added?.['added'] ?? 0) + 2,
      );
    });
  });
}
