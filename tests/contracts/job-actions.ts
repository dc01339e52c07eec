import { fingerprint } from '@taskdeck/tasks';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newJob, type QueueHarness } from './queue-harness.ts';

const idsOf = (page: { items: readonly { id: string }[] }) => page.items.map((row) => row.id);

/** What any JobQueue must do to jobs, and tell of what was done; run against the adapter on a real Redis and against the fake. */
export function jobActionsContract(name: string, makeHarness: () => Promise<QueueHarness>): void {
  describe(`JobQueue's actions: ${name}`, () => {
    let harness: QueueHarness;
    beforeAll(async () => {
      harness = await makeHarness();
    });
    afterAll(() => harness.close());

    /** A job that failed for good. */
    const failed = async (message: string, some: Parameters<typeof newJob>[0] = {}) => {
      const job = newJob({ priority: 'high', ...some });
      await harness.queue.add([job]);
      await harness.start(job.id);
      await harness.fail(job.id, message);
      return job.id;
    };

    it('finds jobs by tag, and keeps all that a submission says', async () => {
      const options = {
        softTimeoutMs: 500,
        backoff: { type: 'fixed', delayMs: 7, jitter: 0 },
      } as const;
      const tagged = newJob({ tags: ['nightly', 'eu:west'], ...options });
      await harness.queue.add([tagged, newJob({ tags: ['nightly'] }), newJob()]);
      const { queue } = harness;
      expect(await queue.job(tagged.id)).toMatchObject({
        tags: ['nightly', 'eu:west'],
        ...options,
      });
      expect((await queue.list({ tag: 'nightly', limit: 10 })).items).toHaveLength(2);
      expect(idsOf(await queue.list({ tag: 'eu:west', limit: 10 }))).toEqual([tagged.id]);
      expect((await queue.list({ tag: 'eu:west', state: 'failed', limit: 10 })).items).toEqual([]);
      expect(await queue.count({ tag: 'nightly' })).toEqual({ count: 2, exact: true, atMost: 2 });
    });

    it('runs a delayed job now, and no other', async () => {
      const { queue } = harness;
      const [later, waiting] = [newJob({ delayMs: 60_000 }), newJob()];
      await queue.add([later, waiting]);
      expect(await queue.runNow(later.id)).toBe('done');
      expect(await queue.job(later.id)).toMatchObject({ state: 'prioritized' });
      expect(await queue.runNow(waiting.id)).toBe('refused');
      expect(await queue.runNow(uuidv7())).toBe('missing');
    });

    it('changes the priority of jobs that wait or are delayed', async () => {
      const { queue } = harness;
      const jobs = [newJob(), newJob({ delayMs: 60_000 })];
      await queue.add(jobs);
      for (const { id } of jobs) {
        expect(await queue.setPriority(id, 'low')).toBe('done');
        expect(await queue.job(id)).toMatchObject({ priority: 'low' });
      }
      await queue.cancel(jobs[0]?.id ?? '', 'mira');
      expect(await queue.setPriority(jobs[0]?.id ?? '', 'high')).toBe('refused');
      expect(await queue.setPriority(uuidv7(), 'high')).toBe('missing');
    });

    it('says of a cancel who asked and when it took effect', async () => {
      const { queue } = harness;
      const [waiting, running] = [newJob(), newJob({ priority: 'high' })];
      await queue.add([waiting, running]);
      await harness.start(running.id);
      await queue.cancel(waiting.id, 'mira');
      const ended = await queue.job(waiting.id);
      const at = expect.stringMatching(/^\d{4}-.*Z$/);
      expect(ended?.cancel).toEqual({
        by: 'mira',
        requestedAt: at,
        acknowledgedAt: ended?.cancel?.requestedAt,
        stoppedAt: ended?.cancel?.requestedAt,
      });
      await queue.cancel(running.id, 'mira');
      await queue.cancel(running.id, 'somebody else');
      const asked = { by: 'mira', requestedAt: at, acknowledgedAt: null, stoppedAt: null };
      expect((await queue.rows([running.id]))[0]?.cancel).toEqual(asked);
      expect(await queue.deadLetterCount()).toBe(0);
      await queue.retry(waiting.id);
      expect(await queue.job(waiting.id)).toMatchObject({ cancel: null, error: null });
      await harness.complete(running.id, null);
    });

    it('reads a log from any line on', async () => {
      const { queue } = harness;
      const job = newJob({ priority: 'high' });
      await queue.add([job]);
      expect(await queue.log({ id: job.id, after: 0, limit: 2 })).toEqual({
        items: [],
        nextAfter: 0,
        more: false,
        total: 0,
      });
      await harness.start(job.id);
      await harness.log(job.id, ['one', 'two', 'three']);
      const first = await queue.log({ id: job.id, after: 0, limit: 2 });
      expect(first).toMatchObject({ nextAfter: 2, more: true, total: 3 });
      expect(first?.items).toMatchObject([
        { n: 1, level: 'info', attempt: 1, message: 'one' },
        { n: 2, message: 'two' },
      ]);
      const rest = await queue.log({ id: job.id, after: 2, limit: 2 });
      expect(rest).toMatchObject({ items: [{ n: 3 }], nextAfter: 3, more: false });
      expect(await queue.log({ id: job.id, after: 3, limit: 2 })).toMatchObject({
        items: [],
        nextAfter: 3,
      });
      expect(await queue.log({ id: uuidv7(), after: 0, limit: 2 })).toBeNull();
      await harness.complete(job.id, null);
    });

    it('groups dead letters by cause until they are queued again or removed', async () => {
      const { queue } = harness;
      const [a, b] = [await failed('No answer after 30 s'), await failed('No answer after 9 s')];
      const c = await failed('Disk full');
      const { items, total } = await queue.deadLetters();
      expect(total).toBe(3);
      expect(items).toMatchObject([
        {
          task: 'sleep',
          code: 'TASK_FAILED',
          message: 'No answer after <n> s',
          count: 2,
          newestId: b,
        },
        { message: 'Disk full', count: 1, newestId: c },
      ]);
      const cause = fingerprint('sleep', 'TASK_FAILED', 'Disk full');
      expect(items[1]?.fingerprint).toBe(cause);
      expect(idsOf(await queue.list({ fingerprint: cause, limit: 10 }))).toEqual([c]);
      expect(idsOf(await queue.list({ dead: true, limit: 10 })).sort()).toEqual([a, b, c].sort());
      expect(idsOf(await queue.list({ dead: true, q: a, limit: 10 }))).toEqual([a]);

      expect(await queue.retry(c)).toBe('done');
      expect(await queue.remove(a)).toBe('done');
      expect(await queue.deadLetterCount()).toBe(1);
      expect((await queue.deadLetters()).items).toMatchObject([{ count: 1, newestId: b }]);
      expect((await queue.list({ fingerprint: cause, limit: 10 })).items).toEqual([]);
    });

    it('counts by state, and by what has to be looked at', async () => {
      const { queue } = harness;
      const task = 'counted';
      await queue.add([newJob({ task, delayMs: 60_000 }), newJob({ task }), newJob({ task })]);
      const inState = await queue.count({ state: 'delayed' });
      const [stats] = await queue.stats();
      expect(inState).toEqual({
        count: stats?.counts.delayed,
        exact: true,
        atMost: stats?.counts.delayed,
      });
      expect(await queue.count({ task, state: 'prioritized' })).toMatchObject({ count: 2 });
      expect(await queue.count({ task, queue: 'heavy' })).toMatchObject({ count: 0, exact: true });
    });

    it('goes through all jobs of a filter while they leave it', async () => {
      const { queue } = harness;
      const jobs = Array.from({ length: 7 }, () => newJob({ task: 'scanned', queue: 'heavy' }));
      await queue.add(jobs);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const place = cursor === undefined ? {} : { cursor };
        const filter = { state: 'prioritized', task: 'scanned', limit: 3 } as const;
        const page = await queue.scan({ ...filter, ...place });
        for (const { id } of page.items) await queue.cancel(id, 'mira');
        seen.push(...idsOf(page));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen.sort()).toEqual(jobs.map((job) => job.id).sort());
    });
  });
}
