import { describe, expect, it } from 'vitest';
import { container, ID, iso, T0, withTimeline, words } from '../support/timeline-bench.ts';
import { waitFor } from '../support/wait-for.ts';

const HOUR = 3_600_000;
const AWAY = { state: 'unreachable', reason: 'Docker does not answer.' } as const;
/** Its health check makes the daemon forget: half of 256 events, three a probe, in less than half a minute. */
const PROBED = { intervalMs: 500, timeoutMs: 1, startPeriodMs: 0, retries: 1 };

describe('the timeline marks what it may have missed', () => {
  const using = withTimeline();

  it('leaves no gap, and tells nothing twice, when another replica takes over', async () => {
    const { bench } = using;
    const { stream } = bench;
    const first = await bench.watching('first');
    stream.tell({ kind: 'unhealthy', containerId: ID, atMs: T0 + 1_000 });
    await first.sample();
    // It is gone without a word; while nobody has the lease something happens.
    await first.stop();
    stream.tell({ kind: 'died', containerId: ID, atMs: T0 + 2_000, exitCode: 1 });
    await first.release();
    bench.ms += HOUR;
    const second = await bench.watching('second');
    stream.tell({ kind: 'started', containerId: ID, atMs: bench.ms });
    bench.docker.items = [container({ startedAt: iso(bench.ms), health: null })];
    await second.sample(5_000);
    await second.sample(20_000);
    expect(words(await bench.all()).slice(1)).toEqual(['unhealthy', 'died', 'started']);
  });

  it('keeps one that lost the lease from writing, though it still listens', async () => {
    const { bench } = using;
    const { stream } = bench;
    const first = await bench.watching('first');
    await first.release();
    const second = await bench.watching('second');
    expect(stream.listeners).toBe(2);
    stream.tell({ kind: 'died', containerId: ID, atMs: T0 + 2_000, exitCode: 1 });
    bench.docker.items = [container({ state: 'exited', finishedAt: iso(T0 + 1_990), exitCode: 1 })];
    for (let i = 0; i < 3; i += 1) {
      await first.sample(5_000);
      await second.sample(0);
    }
    expect(words(await bench.all()).slice(1)).toEqual(['died']);
    await waitFor(() => stream.listeners === 1, { what: 'the first one to leave' });
  });

  it('marks the time in which no server ran, and finds what changed in it', async () => {
    const { bench } = using;
    const first = await bench.watching('first');
    bench.stream.tell({ kind: 'updated', containerId: ID, atMs: T0 + 1_000 });
    await first.sample();
    await first.stop();
    await first.release();
    bench.ms += HOUR;
    bench.stream.forget();
    bench.docker.items = [
      container({ startedAt: iso(T0 + 600_000), networks: [] }),
      container({ id: 'b'.repeat(64), name: 'old', createdAt: iso(T0 - HOUR), startedAt: null }),
    ];
    const second = await bench.watching('second');
    for (let i = 0; i < 4; i += 1) await second.sample(3_000);
    const [, , gap, restart, ...more] = await bench.all();
    expect(gap).toMatchObject({
      kind: 'gap',
      at: iso(T0),
      reason: 'No server watched Docker: none ran, or Redis was away.',
      container: null,
    });
    expect(Date.parse(gap?.until ?? '')).toBeGreaterThanOrEqual(T0 + HOUR);
    expect(restart).toMatchObject({
      kind: 'restarted',
      at: iso(T0 + 600_000),
      found: 'comparison',
    });
    expect(words(more)).toEqual(['healthy (comparison)']);
  });

  it('reads a stream that fell silent anew, and loses nothing that Docker remembers', async () => {
    const { bench } = using;
    const { stream } = bench;
    const one = await bench.watching('one');
    stream.dead = true;
    stream.tell({ kind: 'paused', containerId: ID, atMs: T0 + 1_000 });
    bench.docker.items = [container({ state: 'paused', health: null })];
    const asked = stream.asked.length;
    await one.sample(2_000);
    await one.sample(6_000);
    await waitFor(() => stream.asked.length > asked, { what: 'a new stream' });
    await one.sample(3_000);
    await one.sample(20_000);
    expect(words(await bench.all()).slice(1)).toEqual(['paused']);
  });

  it('marks what a silent stream kept for itself, and notes it as found', async () => {
    const { bench } = using;
    const { stream } = bench;
    const one = await bench.watching('one');
    const soundMs = bench.ms;
    stream.dead = true;
    bench.docker.items = [container({ state: 'exited', finishedAt: iso(T0 + 900), exitCode: 139 })];
    const asked = stream.asked.length;
    await one.sample(2_000);
    await one.sample(6_000);
    await waitFor(() => stream.asked.length > asked, { what: 'a new stream' });
    await one.sample(3_000);
    await one.sample(20_000);
    const [, gap, died, ...more] = await bench.all();
    expect(gap).toMatchObject({
      kind: 'gap',
      at: iso(soundMs),
      until: iso(T0 + 11_000),
      reason: "Docker's stream of events fell silent.",
    });
    expect(died).toMatchObject({
      kind: 'died',
      at: iso(T0 + 900),
      exitCode: 139,
      found: 'comparison',
    });
    expect(more).toEqual([]);
    expect(stream.asked).toHaveLength(asked + 1);
  });

  it('gives the reason of a gap in which Docker was away, with what its restart did', async () => {
    const { bench } = using;
    const { stream, docker } = bench;
    const one = await bench.watching('one');
    stream.refusal = 'Docker does not answer.';
    stream.forget();
    stream.end('Docker ended the stream of events.');
    docker.setTrouble(AWAY);
    await one.sample(2_000);
    await one.sample(60_000);
    expect(words(await bench.all())).toEqual(['watching (comparison)']);

    docker.setTrouble(null);
    const startedAt = iso(bench.ms);
    docker.items = [container({ startedAt, restarts: 0 })];
    const asked = stream.asked.length;
    stream.refusal = null;
    await waitFor(() => stream.asked.length > asked && stream.listeners === 1);
    for (let i = 0; i < 4; i += 1) await one.sample(2_500);
    const [, gap, ...more] = await bench.all();
    expect(gap).toMatchObject({ kind: 'gap', at: iso(T0), reason: 'Docker does not answer.' });
    expect(more).toMatchObject([
      { kind: 'restarted', at: startedAt, found: 'comparison' },
      { kind: 'healthy', found: 'comparison' },
    ]);
  });

  it('leaves no gap when samples had no answer, but the stream never ended', async () => {
    const { bench } = using;
    const one = await bench.watching('one');
    bench.docker.setTrouble(AWAY);
    await one.sample(2_000);
    await one.sample(120_000);
    bench.docker.setTrouble(null);
    for (let i = 0; i < 4; i += 1) await one.sample(5_000);
    expect(words(await bench.all())).toEqual(['watching (comparison)']);
  });

  it('begins a new story with another project', async () => {
    const { bench } = using;
    const one = await bench.watching('one');
    const sample = await bench.docker.snapshot();
    const other = container({ id: 'b'.repeat(64), createdAt: iso(T0), startedAt: iso(T0) });
    bench.docker.snapshot = async () => ({
      ...sample,
      engine: { ...sample.engine, project: 'other' },
      items: [other],
    });
    for (let i = 0; i < 4; i += 1) await one.sample(5_000);
    expect(words(await bench.all())).toEqual(['watching (comparison)', 'watching (comparison)']);
  });

  it('leaves no gap when a stream ends and is had again at once', async () => {
    const { bench } = using;
    const { stream } = bench;
    const one = await bench.watching('one');
    const asked = stream.asked.length;
    stream.end('Docker ended the stream of events.');
    await waitFor(() => stream.asked.length > asked, { what: 'a new stream' });
    await one.sample(3_000);
    stream.tell({ kind: 'unhealthy', containerId: ID, atMs: bench.ms });
    await one.sample();
    expect(words(await bench.all()).slice(1)).toEqual(['unhealthy']);
  });

  it('marks even a short loss where health checks push events out of the memory of Docker', async () => {
    const { bench } = using;
    const { stream, docker } = bench;
    docker.read = (view) => ({
      facts: {
        id: view.id,
        imageId: null,
        restartPolicy: null,
        ports: [],
        mounts: [],
        hardening: {
          readOnlyRoot: null,
          user: null,
          privileged: null,
          noNewPrivileges: null,
          droppedCapabilities: [],
          addedCapabilities: [],
          init: null,
        },
        healthCheck: PROBED,
        dependsOn: [],
      },
    });
    const one = await bench.watching('one');
    const asked = stream.asked.length;
    stream.end('Docker ended the stream of events.');
    await waitFor(() => stream.asked.length > asked, { what: 'a new stream' });
    await one.sample(25_000);
    expect((await bench.all())[1]).toMatchObject({
      kind: 'gap',
      reason: 'Docker ended the stream of events.',
    });
  });

  it('finds changes by samples alone where Docker gives no events, and says so', async () => {
    const { bench } = using;
    const { stream, docker } = bench;
    stream.refusal = 'The gate in front of Docker refuses events.';
    const one = await bench.watching('one');
    await one.sample(12_000);
    docker.items = [];
    await one.sample(2_000);
    await one.sample(6_000);
    const [, gap, removed, ...more] = await bench.all();
    expect(gap).toMatchObject({ kind: 'gap', reason: stream.refusal });
    expect(removed).toMatchObject({
      kind: 'removed',
      container: { id: ID, name: 'taskdeck-worker-1' },
      found: 'comparison',
    });
    expect(more).toEqual([]);
  });
});
