import type { NewTimelineEvent } from '@taskdeck/server/redis/timeline-store';
import { Timeline } from '@taskdeck/server/schemas/timeline';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';
import { withRedis } from '../support/with-redis.ts';

const T0 = Date.parse('2026-11-22T12:00:00.000Z');
const iso = (ms: number) => new Date(ms).toISOString();
const [WORKER, REDIS] = ['a'.repeat(64), 'b'.repeat(64)];

const event = (more: Partial<NewTimelineEvent>): NewTimelineEvent => ({
  at: iso(T0),
  kind: 'started',
  container: { id: WORKER, host: null, name: 'worker-1', service: 'worker', replica: 1 },
  network: null,
  exitCode: null,
  jobs: [],
  found: 'event',
  until: null,
  reason: null,
  ...more,
});
const ofRedis = { id: REDIS, host: null, name: 'redis-1', service: 'redis', replica: 1 };
const gap = (fromMs: number, untilMs: number) =>
  event({ kind: 'gap', container: null, at: iso(fromMs), until: iso(untilMs), reason: 'Away.' });

const bench = withRedis();
let app: TestApp;
beforeEach(async () => {
  const redis = new Redis(bench.redis.url);
  await redis.flushall();
  app = await makeTestApp({ redis });
});
afterEach(() => app.close());

/** Each is noted a second after it happened, in this order. */
async function note(...events: readonly NewTimelineEvent[]): Promise<void> {
  const writes = app.redis.pipeline();
  let ms = 0;
  for (const [i, one] of events.entries()) {
    ms = Math.max(ms, Date.parse(one.until ?? one.at) + 1_000);
    writes.xadd(app.keys.timeline, `${ms}-${i}`, 'event', JSON.stringify(one));
  }
  await writes.exec();
}
const read = async (query = '') => {
  const { status, body } = await app.call('GET', `/api/timeline${query}`);
  return { status, ...Timeline.parse(body) };
};
const words = ({ items }: Timeline) =>
  items.map(({ kind, container }) => `${container?.name ?? 'all'} ${kind}`);

describe('GET /api/timeline', () => {
  it('answers newest first, by pages', async () => {
    const events = Array.from({ length: 5 }, (_, i) =>
      event({ at: iso(T0 + i), kind: i % 2 === 0 ? 'started' : 'died' }),
    );
    await note(...events);
    const first = await read('?limit=2');
    expect(first.items.map(({ at }) => at)).toEqual([iso(T0 + 4), iso(T0 + 3)]);
    const second = await read(`?limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map(({ at }) => at)).toEqual([iso(T0 + 2), iso(T0 + 1)]);
    const third = await read(`?limit=2&cursor=${second.nextCursor}`);
    expect(third.items.map(({ at }) => at)).toEqual([iso(T0)]);
    expect(third.nextCursor).toBeNull();
  });

  it('is empty where nothing was noted', async () => {
    expect(await read()).toEqual({ status: 200, items: [], nextCursor: null });
  });

  it('tells of one container or service, and of gaps whatever is asked', async () => {
    await note(
      event({ kind: 'watching', container: null, found: 'comparison' }),
      event({ at: iso(T0 + 1_000) }),
      gap(T0 + 2_000, T0 + 3_000),
      event({ at: iso(T0 + 4_000), container: ofRedis }),
    );
    expect(words(await read(`?container=${REDIS}`))).toEqual([
      'redis-1 started',
      'all gap',
      'all watching',
    ]);
    expect(words(await read('?service=worker'))).toEqual([
      'all gap',
      'worker-1 started',
      'all watching',
    ]);
    expect(words(await read('?service=nginx&limit=1'))).toEqual(['all gap']);
  });

  it('tells of a time, with what was found later and gaps that reach into it', async () => {
    await note(
      event({ at: iso(T0 - 1) }),
      gap(T0 - 5_000, T0 + 1_000),
      // Found after the gap.
      event({ at: iso(T0 + 500), kind: 'died', found: 'comparison' }),
      event({ at: iso(T0 + 5_000), container: ofRedis }),
    );
    const found = await read(`?from=${iso(T0)}&to=${iso(T0 + 4_000)}`);
    expect(words(found)).toEqual(['worker-1 died', 'all gap']);
  });

  it('looks at a bounded number of events a call, and goes on from there', async () => {
    const others = Array.from({ length: 5_100 }, (_, i) =>
      event({ at: iso(T0 + 10_000 + i), container: ofRedis }),
    );
    await note(event({}), ...others);
    const first = await read(`?container=${WORKER}`);
    expect(first.items).toEqual([]);
    const second = await read(`?container=${WORKER}&cursor=${first.nextCursor}`);
    expect(words(second)).toEqual(['worker-1 started']);
    expect(second.nextCursor).toBeNull();
  });

  it('leaves out what another version wrote', async () => {
    await note(event({}));
    await app.redis.xadd(app.keys.timeline, `${T0 + 9_000}-0`, 'event', '{"kind":"new"}');
    await app.redis.xadd(app.keys.timeline, `${T0 + 9_000}-1`, 'event', 'no JSON');
    expect(words(await read())).toEqual(['worker-1 started']);
  });

  it.each(['container=redis', 'cursor=1', 'limit=0', 'limit=201', 'from=yesterday'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await app.call('GET', `/api/timeline?${query}`);
      expect(status).toBe(400);
      expect(Object.keys(body.error.fields)).toEqual([query.split('=')[0]]);
    },
  );

  it('is for those who signed in', async () => {
    expect((await app.call('GET', '/api/timeline', undefined, {})).status).toBe(401);
  });
});

describe('a job that lost its worker', () => {
  /** It ran in the worker's container for 20 s, and then again elsewhere. */
  const lostJob = async () => {
    const { body } = await app.call('POST', '/api/tasks', { task: 'sleep' });
    const stored = app.queue.jobs.get(body.id);
    if (stored === undefined) throw new Error('It was just submitted');
    const worker = { worker: 'w1', host: 'worker-1', containerId: WORKER };
    const error = { code: 'WORKER_LOST' as const, message: 'The worker stopped renewing its lock' };
    app.queue.jobs.set(body.id, {
      ...stored,
      state: 'failed',
      error: { ...error, stack: null },
      attempts: [
        {
          ...worker,
          number: 1,
          startedAt: iso(T0),
          endedAt: iso(T0 + 5_000),
          outcome: 'failed',
          error: { code: 'TASK_FAILED', message: 'no' },
        },
        {
          ...worker,
          number: 2,
          startedAt: iso(T0 + 10_000),
          endedAt: iso(T0 + 30_000),
          outcome: 'lost',
          error,
        },
      ],
    });
    return body.id;
  };
  const look = async (id: string) => (await app.call('GET', `/api/tasks/${id}`)).body;
  const jobs = (id: string) => [{ id, task: 'sleep' }];

  it('says that its container was out of memory', async () => {
    const id = await lostJob();
    await note(
      event({ at: iso(T0 + 2_000), kind: 'died', exitCode: 0 }),
      event({ at: iso(T0 + 12_000), kind: 'oom', jobs: jobs(id) }),
      event({ at: iso(T0 + 12_100), kind: 'died', exitCode: 137, jobs: jobs(id) }),
    );
    const job = await look(id);
    expect(job.attempts).toMatchObject([
      { containerEnd: null },
      { containerEnd: { at: iso(T0 + 12_000), kind: 'oom', exitCode: 137 } },
    ]);
    expect(job.error.message).toBe(
      'The worker stopped renewing its lock. Its container was out of memory.',
    );
  });

  it('says with which exit code its container ended, and does not take another for it', async () => {
    const id = await lostJob();
    await note(
      event({ at: iso(T0 + 15_000), kind: 'oom', container: ofRedis }),
      event({ at: iso(T0 + 15_000), kind: 'died', exitCode: 143 }),
      event({ at: iso(T0 + 60_000), kind: 'died', exitCode: 1 }),
    );
    const [, attempt] = (await look(id)).attempts;
    expect(attempt.containerEnd).toEqual({ at: iso(T0 + 15_000), kind: 'died', exitCode: 143 });
  });

  it('says nothing where the container went on', async () => {
    const job = await look(await lostJob());
    expect(job.attempts[1].containerEnd).toBeNull();
    expect(job.error.message).toBe('The worker stopped renewing its lock');
  });

  it('does not read the timeline for other jobs', async () => {
    const { body } = await app.call('POST', '/api/tasks', { task: 'sleep' });
    await app.redis.set(app.keys.timeline, 'not a stream: reading it would fail');
    expect((await app.call('GET', `/api/tasks/${body.id}`)).status).toBe(200);
  });
});
