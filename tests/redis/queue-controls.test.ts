import { createClient, type Client, type Job } from '@taskdeck/client';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestProcess, TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const { queue, startServer, startWorker } = withRedis();
let server: TestServer;
let workers: TestProcess[];
let client: Client;
beforeAll(async () => {
  const env = { WORKER_QUEUES: 'default:2,heavy:1' };
  [server, ...workers] = await Promise.all([startServer(), startWorker(env), startWorker(env)]);
  client = createClient({ url: server.url, token: server.token });
});
afterEach(async () => {
  const limits = { globalConcurrency: null, rateLimit: null };
  await client.api.queues.setLimits.mutate({ queue: 'default', ...limits });
  await client.api.queues.resume.mutate({ queue: 'default' });
});

const submit = (count: number, durationMs: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const { id } = await client.submit('sleep', { durationMs, steps: 1 });
      return id;
    }),
  );
const ended = (ids: readonly string[]): Promise<Job[]> =>
  Promise.all(ids.map((id) => client.waitFor(id, { timeoutMs: 30_000 })));

/** What became of jobs, in the order and by the clock of Redis: workers take the time before Redis hears of it. */
async function stepsOf(jobs: readonly Job[]): Promise<{ event: string; atMs: number }[]> {
  const ids = new Set(jobs.map(({ id }) => id));
  const entries = await queue.redis.xrange(queue.keys.bullKey('default', 'events'), '-', '+');
  return entries.flatMap(([place, fields]) => {
    const field = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
    return ids.has(field('jobId'))
      ? [{ event: field('event'), atMs: Number.parseInt(place, 10) }]
      : [];
  });
}

/** The most jobs that ran at the same time. */
async function mostAtOnce(jobs: readonly Job[]): Promise<number> {
  let now = 0;
  const counts = (await stepsOf(jobs)).map(({ event }) => {
    if (event === 'active') now += 1;
    if (event === 'completed') now -= 1;
    return now;
  });
  return Math.max(...counts);
}

describe('a queue', () => {
  it('gives nothing away while it is paused, and goes on when it is resumed', async () => {
    const [running = ''] = await submit(1, 1_000);
    await waitFor(async () => (await client.api.tasks.get.query({ id: running })).startedAt, {
      what: 'a job to run',
    });
    const { paused } = await client.api.queues.pause.mutate({ queue: 'default' });
    expect(paused).toEqual({ by: expect.any(String), since: expect.any(String) });
    const held = await submit(3, 10);
    // What runs goes on, and the same workers take jobs of another queue: so they could have taken these.
    expect((await client.waitFor(running)).state).toBe('completed');
    const other = await client.submit('monte-carlo', { paths: 100, steps: 1 });
    expect((await client.waitFor(other)).state).toBe('completed');
    for (const id of held)
      expect(await client.api.tasks.get.query({ id })).toMatchObject({
        state: 'prioritized',
        startedAt: null,
      });
    const { items } = await client.api.queues.list.query();
    expect(items[0]).toMatchObject({ queue: 'default', paused, counts: { prioritized: 3 } });
    await client.api.queues.resume.mutate({ queue: 'default' });
    expect((await ended(held)).map(({ state }) => state)).toEqual(held.map(() => 'completed'));
  });

  it('runs one job at a time over two workers with four slots, and more when that is lifted', async () => {
    await client.api.queues.setLimits.mutate({ queue: 'default', globalConcurrency: 1 });
    const one = await ended(await submit(5, 150));
    expect(await mostAtOnce(one)).toBe(1);
    expect(new Set(one.map(({ state }) => state))).toEqual(new Set(['completed']));
    await client.api.queues.setLimits.mutate({ queue: 'default', globalConcurrency: null });
    expect(await mostAtOnce(await ended(await submit(8, 500)))).toBeGreaterThan(1);
  });

  it('starts no more jobs in a time than its rate allows', async () => {
    const rateLimit = { max: 2, durationMs: 1_000 };
    await client.api.queues.setLimits.mutate({ queue: 'default', rateLimit });
    const steps = await stepsOf(await ended(await submit(5, 1)));
    const starts = steps.flatMap(({ event, atMs }) => (event === 'active' ? [atMs] : []));
    expect(starts).toHaveLength(5);
    // Two, two and one: so the third and the fifth each begin another second.
    expect((starts[2] ?? 0) - (starts[0] ?? 0)).toBeGreaterThan(990);
    expect((starts[4] ?? 0) - (starts[2] ?? 0)).toBeGreaterThan(990);
  });

  it('keeps its limits and its pause while the server restarts', async () => {
    await client.api.queues.setLimits.mutate({ queue: 'heavy', globalConcurrency: 3 });
    await client.api.queues.pause.mutate({ queue: 'heavy' });
    await server.kill();
    server = await startServer({
      PORT: String(server.port),
      TASKDECK_TOKEN: server.token,
    });
    const { items } = await waitFor(() => client.api.queues.list.query(), { what: 'the queues' });
    const [, heavy] = items;
    expect(heavy).toMatchObject({ globalConcurrency: 3, paused: { by: expect.any(String) } });
    await client.api.queues.resume.mutate({ queue: 'heavy' });
    await client.api.queues.setLimits.mutate({ queue: 'heavy', globalConcurrency: null });
  });
});

describe('a worker', () => {
  const states = async () =>
    new Map((await client.api.workers.query()).items.map((worker) => [worker.pid, worker]));
  const untilState = (pid: number, state: string) =>
    waitFor(async () => ((await states()).get(pid)?.state === state ? true : null), {
      what: `worker ${pid} to be ${state}`,
    });

  it('is paused, leaves its work to others, is resumed, and drained, each as asked of the server', async () => {
    const [first, second] = workers;
    if (first === undefined || second === undefined) throw new Error('No workers');
    const { id = '' } = (await states()).get(first.pid) ?? {};
    await client.api.workerControls.pause.mutate({ id });
    await untilState(first.pid, 'paused');
    const other = (await states()).get(second.pid)?.id;
    const jobs = await ended(await submit(6, 50));
    expect(new Set(jobs.map(({ worker }) => worker))).toEqual(new Set([other]));
    await client.api.workerControls.resume.mutate({ id });
    await untilState(first.pid, 'running');
    await client.api.workerControls.drain.mutate({ id });
    expect(await first.ended).toBe(0);
  });
});
