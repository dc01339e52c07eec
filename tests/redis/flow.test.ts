import { beforeAll, describe, expect, it } from 'vitest';
import type { TestProcess, TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

interface Job {
  id: string;
  state: string;
  result: { result: unknown; completed: number; failed: number } | null;
  error: { code: string; message: string } | null;
  attempts: { outcome: string }[];
  worker: string;
  parent: object;
}
interface Flow {
  onFailure: string;
  levels: {
    key: string;
    jobs: { id: string; state: string | null; errorCode: string | null }[];
  }[][];
}

const FAST = { durationMs: 20, steps: 2 };
const SLOW = { durationMs: 60_000, steps: 600 };

describe('flows', () => {
  const { startServer, startWorker } = withRedis();
  const startFour = () => startWorker({ WORKER_QUEUES: 'default:4' });
  let server: TestServer;
  let first: TestProcess;
  beforeAll(async () => {
    [server, first] = await Promise.all([startServer(), startFour(), startFour()]);
  });

  const job = (id: string): Promise<Job> => server.get(`/api/tasks/${id}`);
  const graph = (id: string): Promise<Flow> => server.get(`/api/tasks/${id}/flow`);
  const jobsOf = async (id: string, step: string) =>
    (await graph(id)).levels.flat().find(({ key }) => key === step)?.jobs ?? [];
  const submit = (input: object) => server.submit('flow', input);
  const ended = (id: string, timeoutMs?: number): Promise<Job> =>
    server.until(id, ['completed', 'failed'], timeoutMs);
  const running = (id: string, step: string) =>
    waitFor(async () => {
      const jobs = await jobsOf(id, step);
      return jobs.some(({ state }) => state === 'active') ? jobs : null;
    });

  it('splits, works in parts on two workers, combines, and takes no slot while it waits', async () => {
    const id = await submit({
      steps: [
        { key: 'split', task: 'draw-seeds', input: { count: 12 } },
        // More than one worker has slots for, and long enough for the other to take some.
        { key: 'work', task: 'sleep', each: 'split.seeds', input: { durationMs: 2_000 } },
        { key: 'combine', task: 'combine-estimates', input: { estimates: [] } },
      ],
    });
    const done = await ended(id, 40_000);
    expect(done).toMatchObject({ state: 'completed', result: { completed: 14, failed: 0 } });
    expect(done.attempts.map(({ outcome }) => outcome)).toEqual([
      'waiting',
      'waiting',
      'waiting',
      'completed',
    ]);
    const work = await jobsOf(id, 'work');
    expect(work.map(({ state }) => state)).toEqual(Array(12).fill('completed'));
    const by = await Promise.all(work.map((one) => job(one.id)));
    expect(new Set(by.map(({ worker }) => worker)).size).toBe(2);
    expect(by[3]?.parent).toEqual({ id, key: 'work[3]' });
  });

  it('stops as soon as one job fails, cancels the others, and says which', async () => {
    const id = await submit({
      steps: [
        { key: 'good', task: 'sleep', input: SLOW },
        { key: 'bad', task: 'sleep', after: [], attempts: 1, input: { ...FAST, failureRate: 1 } },
      ],
    });
    const failed = await ended(id);
    expect(failed.error).toMatchObject({
      code: 'CHILD_FAILED',
      message: expect.stringContaining('bad failed'),
    });
    await waitFor(async () => (await jobsOf(id, 'good'))[0]?.errorCode === 'CANCELLED');
  });

  it('goes on without the result of a failed job when it is told to', async () => {
    const id = await submit({
      onFailure: 'continue',
      steps: [
        { key: 'bad', task: 'sleep', attempts: 1, input: { ...FAST, failureRate: 1 } },
        { key: 'next', task: 'combine-estimates', input: { estimates: [{ $from: 'bad' }] } },
      ],
    });
    expect(await ended(id)).toMatchObject({
      state: 'completed',
      result: { completed: 1, failed: 1, result: { used: 0, missing: 1 } },
    });
  });

  it('stops when a job that waits is cancelled, though no worker ever takes it', async () => {
    const steps = [{ key: 'unserved', task: 'monte-carlo', input: {} }];
    const id = await submit({ steps });
    const [child] = await waitFor(async () => {
      const jobs = await jobsOf(id, 'unserved');
      return jobs[0]?.state === 'prioritized' ? jobs : null;
    });
    await waitFor(async () => (await job(id)).state === 'waiting-children');
    await server.post(`/api/tasks/${child?.id}/cancel`);
    expect((await ended(id)).error).toMatchObject({
      code: 'CHILD_FAILED',
      message: expect.stringContaining('was cancelled'),
    });
  });

  it('is cancelled with all its jobs', async () => {
    const id = await submit({
      onFailure: 'continue',
      steps: [
        { key: 'split', task: 'draw-seeds', input: { count: 12 } },
        { key: 'work', task: 'sleep', each: 'split.seeds', input: SLOW },
      ],
    });
    await running(id, 'work');
    await server.post(`/api/tasks/${id}/cancel`);
    expect((await ended(id)).error?.code).toBe('CANCELLED');
    // A flow that was about to wait ends before the last of its jobs do.
    await waitFor(async () => {
      const codes = (await jobsOf(id, 'work')).map(({ errorCode }) => errorCode);
      return codes.length === 12 && codes.every((code) => code === 'CANCELLED');
    });
  });

  it('runs only what failed again when it is retried', async () => {
    const id = await submit({
      steps: [
        { key: 'once', task: 'sleep', input: FAST },
        { key: 'bad', task: 'sleep', attempts: 1, input: { ...FAST, failureRate: 1 } },
      ],
    });
    await ended(id);
    const before = await graph(id);
    await server.post(`/api/tasks/${id}/retry`);
    expect((await ended(id)).error?.code).toBe('CHILD_FAILED');
    const after = await graph(id);
    expect(after).toEqual(before);
    const [once, bad] = await Promise.all(
      after.levels.flat().map(({ jobs }) => job(jobs[0]?.id ?? '')),
    );
    expect(once?.attempts).toHaveLength(1);
    expect(bad?.attempts).toHaveLength(2);
  });

  it('loses and doubles nothing when the worker that runs it is killed', async () => {
    const id = await submit({
      steps: [
        { key: 'split', task: 'draw-seeds', input: { count: 6 } },
        {
          key: 'work',
          task: 'sleep',
          each: 'split.seeds',
          input: { durationMs: 3_000, steps: 30 },
        },
        { key: 'combine', task: 'combine-estimates', input: {} },
      ],
    });
    await running(id, 'work');
    await first.kill();
    await startFour();
    const done = await ended(id, 90_000);
    expect(done).toMatchObject({ state: 'completed', result: { completed: 8, failed: 0 } });
  });
});
