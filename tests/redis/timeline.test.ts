import type { Heartbeat } from '@taskdeck/tasks';
import { HEARTBEAT_TTL_MS } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import {
  container,
  ID,
  iso,
  T0,
  type TimelineBench,
  withTimeline,
  words,
} from '../support/timeline-bench.ts';

const NEW_ID = 'b'.repeat(64);

/** A worker in a container says what it runs. */
async function beatOf({ redis, keys }: TimelineBench, worker: Partial<Heartbeat>): Promise<void> {
  const beat: Heartbeat = {
    id: 'w1',
    host: 'worker-1',
    containerId: ID,
    pid: 1,
    version: '1',
    queues: [{ name: 'default', concurrency: 1 }],
    concurrency: 1,
    state: 'running',
    running: [],
    completed: 0,
    failed: 0,
    memoryBytes: 1,
    cpuPercent: 0,
    eventLoopLagMs: 0,
    startedAt: iso(T0 - 59_000),
    lastSeenAt: iso(T0),
    ...worker,
  };
  await redis.zadd(keys.workers, Date.parse(beat.startedAt), beat.id);
  await redis.set(keys.worker(beat.id), JSON.stringify(beat), 'PX', HEARTBEAT_TTL_MS);
}
const running = (id: string) => [{ id, task: 'sleep', queue: 'default', since: iso(T0) }];

describe('the timeline', () => {
  const using = withTimeline();

  it('begins with the first look, and notes each event as it is told', async () => {
    const { bench } = using;
    const one = await bench.watching('one');
    bench.stream.tell({ kind: 'died', containerId: ID, atMs: T0 + 1_010, exitCode: 143 });
    await one.sample();
    const events = await bench.all();
    expect(words(events)).toEqual(['watching (comparison)', 'died']);
    expect(events[1]).toMatchObject({
      at: iso(T0 + 1_010),
      container: { id: ID, name: 'taskdeck-worker-1', service: 'worker', replica: 1, host: null },
      exitCode: 143,
      jobs: [],
      until: null,
    });
  });

  it('tells everybody of an event at once, with its place', async () => {
    const { bench } = using;
    await bench.watching('one');
    const listener = bench.redis.duplicate();
    await listener.subscribe(bench.keys.timelineNews);
    const told = new Promise<string>((resolve) => {
      listener.once('message', (_, text) => resolve(text));
    });
    // No beat and no sample comes after it.
    bench.stream.tell({ kind: 'unhealthy', containerId: ID, atMs: T0 + 1 });
    const news = JSON.parse(await told);
    expect(news).toEqual((await bench.all()).slice(-1));
    listener.disconnect();
  });

  it('names the jobs that ran in a container when it died, not those of an earlier run', async () => {
    const { bench } = using;
    const one = await bench.watching('one');
    const earlier = { id: 'w0', startedAt: iso(T0 - 3_600_000), running: running('old') };
    await beatOf(bench, earlier);
    await beatOf(bench, { running: running('job-1') });
    bench.stream.tell({ kind: 'oom', containerId: ID, atMs: T0 + 1_000 });
    bench.stream.tell({ kind: 'died', containerId: ID, atMs: T0 + 1_010, exitCode: 137 });
    bench.stream.tell({ kind: 'started', containerId: ID, atMs: T0 + 20_000 });
    // It dies before its new worker has said anything.
    bench.stream.tell({ kind: 'died', containerId: ID, atMs: T0 + 21_000, exitCode: 1 });
    await one.sample();
    const [, oom, died, , again] = await bench.all();
    expect(oom?.jobs).toEqual([{ id: 'job-1', task: 'sleep' }]);
    expect(died?.jobs).toEqual([{ id: 'job-1', task: 'sleep' }]);
    expect(again?.jobs).toEqual([]);
  });

  it('knows the container of a network event, which does not tell its name', async () => {
    const { bench } = using;
    const one = await bench.watching('one');
    const nameless = { name: null, service: null, replica: null, network: 'taskdeck_backend' };
    bench.stream.tell({ kind: 'disconnected', containerId: ID, atMs: T0 + 1, ...nameless });
    bench.stream.tell({ kind: 'connected', containerId: NEW_ID, atMs: T0 + 2, ...nameless });
    await one.sample();
    const [, left, joined] = await bench.all();
    expect(left).toMatchObject({
      container: { name: 'taskdeck-worker-1', service: 'worker' },
      network: 'taskdeck_backend',
    });
    expect(joined?.container).toMatchObject({ name: NEW_ID.slice(0, 12), service: null });
  });

  it('finds nothing in what its events explain, however samples and events cross', async () => {
    const { bench } = using;
    const { docker, stream } = bench;
    const one = await bench.watching('one');
    // The sample is ahead of the event…
    docker.items = [container({ state: 'exited', finishedAt: iso(T0 + 2_000), exitCode: 0 })];
    await one.sample(2_000);
    stream.tell({ kind: 'died', containerId: ID, atMs: T0 + 2_100, exitCode: 0 });
    await one.sample(6_000);
    // …and the event ahead of the sample.
    stream.tell({ kind: 'started', containerId: ID, atMs: T0 + 9_000 });
    await one.sample(2_000);
    docker.items = [container({ startedAt: iso(T0 + 8_990), health: 'starting' })];
    await one.sample(2_000);
    await one.sample(20_000);
    // A recreated container is another one.
    stream.tell({ kind: 'removed', containerId: ID, atMs: bench.ms });
    stream.tell({ kind: 'created', containerId: NEW_ID, atMs: bench.ms });
    stream.tell({ kind: 'started', containerId: NEW_ID, atMs: bench.ms + 50 });
    stream.tell({ kind: 'healthy', containerId: NEW_ID, atMs: bench.ms + 900 });
    docker.items = [container({ id: NEW_ID, startedAt: iso(bench.ms) })];
    for (let i = 0; i < 4; i += 1) await one.sample(5_000);
    expect(words(await bench.all()).slice(1)).toEqual([
      'died',
      'started',
      'removed',
      'created',
      'started',
      'healthy',
    ]);
  });
});
