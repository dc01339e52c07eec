import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const Run = z.object({ jobId: z.string(), dueAt: z.string(), state: z.string().nullable() });
const Schedule = z.object({
  id: z.string(),
  createdAt: z.string(),
  nextRuns: z.array(z.string()),
  lastRun: Run.nullable(),
  lateMs: z.number().nullable(),
  missedTotal: z.number(),
  missed: z.object({ count: z.number(), why: z.string() }).nullable(),
});
const Jobs = z.object({
  items: z.array(z.object({ id: z.string() })),
  nextCursor: z.string().nullable(),
});

const SECOND = { kind: 'every', everyMs: 1_000 };

describe('schedules', () => {
  const bench = withRedis();
  const { keys } = bench.queue;
  let servers: TestServer[];
  /** Of a person who signed in; a session is good for all servers. */
  let person: Readonly<Record<string, string>>;

  const call = async (
    server: TestServer | undefined,
    method: string,
    path: string,
    sent?: object,
  ) => {
    const answer = await server?.call(method, `/api${path}`, sent, person);
    if (answer?.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  const create = async (more: object) => {
    const fields = { name: 'Test', input: { durationMs: 1, steps: 1 }, timing: SECOND, ...more };
    return Schedule.parse(
      await call(servers[0], 'POST', '/schedules', { task: 'sleep', ...fields }),
    );
  };
  const look = async (server: TestServer | undefined, id: string) =>
    Schedule.parse(await call(server, 'GET', `/schedules/${id}`));
  const jobsTagged = async (server: TestServer | undefined, tag: string) => {
    const items: { id: string }[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = Jobs.parse(await call(server, 'GET', `/tasks?tag=${tag}&limit=100${from}`));
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };

  beforeAll(async () => {
    const first = await bench.startServer();
    servers = [first, await bench.startServer()];
    person = await first.signIn();
  });

  it('state that no worker takes their job, and what is left out meanwhile', async () => {
    const { id } = await create({ options: { tags: ['alone'] } });
    const late = await waitFor(
      async () => {
        const seen = await look(servers[1], id);
        return (seen.lateMs ?? 0) > 5_000 && seen.missedTotal >= 4 && seen;
      },
      { timeoutMs: 30_000 },
    );
    expect(late.lastRun?.state).toBe('prioritized');
    expect(late.missed).toMatchObject({ why: 'running', count: late.missedTotal });
    expect(await jobsTagged(servers[0], 'alone')).toHaveLength(1);
    const job = await call(servers[1], 'GET', `/tasks/${late.lastRun?.jobId}`);
    expect(job).toMatchObject({ scheduleId: id, submittedBy: 'schedule' });
    await bench.startWorker();
    const first = late.lastRun?.jobId;
    await waitFor(
      async () => {
        const { lastRun, lateMs } = await look(servers[0], id);
        return lastRun?.jobId !== first && lastRun?.state === 'completed' && lateMs === null;
      },
      { timeoutMs: 30_000 },
    );
    await call(servers[0], 'DELETE', `/schedules/${id}`);
  });

  it('make one job of each due time, with two servers and one of them killed', async () => {
    const { redis: client } = bench.queue;
    const { id, createdAt } = await create({ overlap: 'allow', options: { tags: ['twice'] } });
    const runs = async () => (await jobsTagged(servers[1], 'twice')).length;
    await waitFor(async () => (await runs()) >= 2, { timeoutMs: 30_000 });
    const owner = await client.get(keys.scheduleLease);
    // Whoever the owner is: the other one must go on, and nothing is left out or done twice.
    await servers[0]?.kill();
    const before = await runs();
    await waitFor(async () => (await runs()) >= before + 3, { timeoutMs: 30_000 });
    servers[0] = await bench.startServer();
    await servers[1]?.stop();
    const after = (await jobsTagged(servers[0], 'twice')).length;
    await waitFor(async () => (await jobsTagged(servers[0], 'twice')).length >= after + 2, {
      timeoutMs: 30_000,
    });
    expect(await client.get(keys.scheduleLease)).not.toBe(owner);
    // Right after a run: one that is under way would have its job, and be noted no more.
    const { lastRun } = await look(servers[0], id);
    await waitFor(async () => (await look(servers[0], id)).lastRun?.jobId !== lastRun?.jobId);
    await call(servers[0], 'POST', `/schedules/${id}/pause`);
    const seen = await look(servers[0], id);
    const due = (Date.parse(seen.lastRun?.dueAt ?? '') - Date.parse(createdAt)) / 1_000;
    expect(await jobsTagged(servers[0], 'twice')).toHaveLength(due);
    expect(seen.missedTotal).toBe(0);
    servers[1] = await bench.startServer();
  });

  it('survive a restart of everything, and state what they missed', async () => {
    const hour = 3_600_000;
    const timing = { kind: 'every', everyMs: hour };
    const skips = await create({ timing });
    const makesUp = await create({ timing, whenMissed: 'run-once', options: { tags: ['once'] } });
    await Promise.all(servers.map((server) => server.stop()));
    // As if that had been five hours ago.
    const { redis: client } = bench.queue;
    for (const { id, nextRuns } of [skips, makesUp]) {
      const due = Date.parse(nextRuns[0] ?? '') - 5 * hour - hour / 2;
      const spec = JSON.parse((await client.hget(keys.schedule(id), 'spec')) ?? '');
      spec.anchorAt = new Date(due - hour).toISOString();
      await client.hset(keys.schedule(id), 'due', due, 'spec', JSON.stringify(spec));
      await client.zadd(keys.schedules, due, id);
    }
    await bench.redis.restart();
    servers = await Promise.all([bench.startServer(), bench.startServer()]);
    const missed = await waitFor(
      async () => {
        const seen = await look(servers[0], skips.id);
        return seen.missedTotal > 0 && seen;
      },
      { timeoutMs: 30_000 },
    );
    expect(missed).toMatchObject({ lastRun: null, missedTotal: 5, missed: { why: 'down' } });
    expect(Date.parse(missed.nextRuns[0] ?? '')).toBeGreaterThan(Date.now());
    const made = await waitFor(
      async () => {
        const seen = await look(servers[0], makesUp.id);
        return seen.lastRun?.state === 'completed' && seen;
      },
      { timeoutMs: 30_000 },
    );
    expect(made.missedTotal).toBe(4);
    expect(await jobsTagged(servers[0], 'once')).toHaveLength(1);
  });
});
