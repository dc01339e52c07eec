import { describe, expect, it } from 'vitest';
import { marksOf } from '../../web/src/components/containers/container-day.ts';
import {
  doingWords,
  healthOf,
  lifeWords,
  networkName,
  restartWords,
  unhealthyWords,
} from '../../web/src/components/containers/container-words.ts';
import {
  engineOf,
  hostsHave,
  isAnswering,
  seenAt,
} from '../../web/src/components/containers/engine-of.ts';
import { loadLabel, loadsOf } from '../../web/src/components/containers/load.ts';
import { cellWords, stripWords } from '../../web/src/components/containers/strip-words.ts';
import { railCounts, recentFailures } from '../../web/src/components/shell/rail-counts.ts';
import type { Containers, TimelineEvent } from '../../web/src/api.ts';
import { ago, container, containers, engine, MIB, NOW, stats, worker } from './web-samples.ts';

const day = {
  id: 'c1',
  strip: 'h'.repeat(72),
  peakCores: 0.9,
  peakMemoryBytes: 400 * MIB,
  peakPids: 31,
  throttledPercent: 12,
  oomKills: 2,
  restarts: 3,
};

describe('a container', () => {
  it('that ended well is never broken', () => {
    const ended = { state: 'exited', startedAt: ago(10.4), finishedAt: ago(10) } as const;
    const once = container({ ...ended, exitCode: 0, done: true });
    expect([healthOf(once), lifeWords(once, NOW)]).toEqual(['done', 'done, exit 0, took 0.4 s']);
    expect(healthOf(container({ ...ended, exitCode: 143 }))).toBe('stopped');
    expect(healthOf(container({ ...ended, exitCode: null }))).toBe('unknown');
    const killed = container({ ...ended, exitCode: 137, oomKilled: true });
    expect([healthOf(killed), lifeWords(killed, NOW)]).toEqual([
      'broken',
      'exit 137, out of memory',
    ]);
  });

  it('says its load with its limits, and says when it has none', () => {
    const [cpu, memory, pids] = loadsOf(
      container({
        cpu: { cores: 0.97, limitCores: 1, percentOfLimit: 97, throttledPercent: 31 },
        memory: { usedBytes: null, limitBytes: null, reservationBytes: null, percentOfLimit: null },
      }),
      engine,
    );
    expect([cpu?.figures, cpu?.remark?.words]).toEqual(['0.97 / 1.00', 'throttled 31 %']);
    expect([memory?.figures, memory?.remark?.words]).toEqual(["can't tell", 'no limit']);
    expect(pids && loadLabel(pids, container())).toBe('pids 10 / 128');
    const [, known] = loadsOf(container(), engine);
    expect(known && loadLabel(known, container())).toBe('memory 100 / 512 MiB, 256 MiB reserved');
  });

  it('has the peaks, the cost and the kills of its day beside what it uses now', () => {
    const [cpu, memory, pids] = loadsOf(container(), engine, day);
    expect([cpu?.line.peak, memory?.line.peak, pids?.line.peak]).toEqual([0.9, 400 * MIB, 31]);
    expect([cpu?.remark?.words, cpu?.line.throttledPercent]).toEqual([
      'throttled 12 % in 24 h',
      12,
    ]);
    expect([memory?.remark?.words, memory?.line.kills]).toEqual(['2 OOM kills', 2]);
    expect(memory && loadLabel(memory, container())).toBe(
      'memory 100 / 512 MiB, 2 OOM kills, 256 MiB reserved, at most 400 MiB in 24 h',
    );
    // What holds it back now comes before what did.
    const cpuNow = { ...container().cpu, throttledPercent: 40 };
    const [now] = loadsOf(container({ cpu: cpuNow }), engine, day);
    expect([now?.remark?.words, now?.line.throttledPercent]).toEqual(['throttled 40 %', 40]);
  });

  it('claims nothing of a day that is not known', () => {
    const [cpu, memory] = loadsOf(container({ oomKilled: true }), engine);
    expect([cpu?.line.peak, memory?.line.kills]).toEqual([null, 1]);
  });

  it('counts its restarts as far as they are known', () => {
    const quiet = { ...day, restarts: 0 };
    const words = (restarts: number | null, known?: typeof day, startedAt = ago(90_000)) =>
      restartWords({ restarts, done: false, startedAt }, known, NOW);
    expect([words(null), words(0)]).toEqual(["restarts: can't tell", 'no restarts']);
    expect([words(0, day), words(2, quiet), words(null, quiet)]).toEqual([
      '3 restarts in 24 h',
      '2 restarts, none in 24 h',
      'no restarts in 24 h',
    ]);
    // The day is up to a minute old.
    expect(words(2, quiet, ago(30))).toBe('2 restarts');
    expect(restartWords({ restarts: 0, done: true, startedAt: null }, quiet, NOW)).toBe('ran once');
  });

  it('says why it is unhealthy', () => {
    expect(unhealthyWords(container({ health: 'unhealthy', failingStreak: 4 }))).toBe(
      'unhealthy: 4 probes failed in a row',
    );
    expect(unhealthyWords(container({ health: 'unhealthy', failingStreak: null }))).toBe(
      'unhealthy',
    );
    expect(unhealthyWords(container())).toBeNull();
  });

  it('takes the short name of a network of its own project only', () => {
    expect(networkName('shop_backend', 'shop')).toBe('backend');
    expect([networkName('bridge', 'shop'), networkName('shop_backend', null)]).toEqual([
      'bridge',
      'shop_backend',
    ]);
  });

  it('knows what its workers do', () => {
    const running = [{ id: 'j', task: 'sleep', queue: 'default', since: ago(3) }];
    expect(doingWords(container(), [worker({ running }), worker({ containerId: null })])).toEqual({
      jobs: 1,
      slots: 4,
    });
    expect(doingWords(container({ id: 'c9' }), [worker()])).toBeNull();
  });
});

describe('a day of health', () => {
  const event = (kind: TimelineEvent['kind'], minutesAgo: number, id = 'c1'): TimelineEvent => ({
    id: `${minutesAgo}-0`,
    at: ago(minutesAgo * 60),
    kind,
    container: { id, host: null, name: 'shop-worker-1', service: 'worker', replica: 1 },
    network: null,
    exitCode: null,
    jobs: [],
    found: 'event',
    until: null,
    reason: null,
  });
  const marks = (...events: TimelineEvent[]) =>
    marksOf(events, container(), { to: NOW, cells: 72 });

  it('marks restarts and OOM kills in their cell, the kill before the restart', () => {
    expect(
      marks(event('started', 1), event('died', 2), event('oom', 3), event('started', 45)),
    ).toEqual([
      { cell: 69, kind: 'restart' },
      { cell: 71, kind: 'oom' },
    ]);
  });

  it('marks no first start, no other container and nothing older than a day', () => {
    expect(marks(event('created', 31, 'c2'), event('started', 30, 'c2'))).toEqual([]);
    const elsewhere = { ...event('oom', 5), container: null };
    expect(marks(elsewhere, event('oom', 60 * 25))).toEqual([]);
    const { container: place } = event('oom', 5);
    expect(marks({ ...event('oom', 5), container: place && { ...place, host: 'b' } })).toEqual([]);
  });

  it('is told in words, cell by cell and as a whole', () => {
    const strip = {
      strip: `${'-'.repeat(60)}${'h'.repeat(9)}xus`.slice(0, 72),
      to: NOW,
      marks: [{ cell: 70, kind: 'oom' }],
    } as const;
    expect(cellWords(strip, 70, NOW)).toMatch(
      /^\d\d:\d\d to \d\d:\d\d: a probe failed; out of memory: killed$/,
    );
    expect(cellWords(strip, 0, NOW)).toContain('not known');
    expect(stripWords(strip, NOW)).toMatch(
      /^Health of 24 h, in spans of 20 minutes: a probe failed in 1, last at .+; starting in 1; healthy in 9; not running in 1; not known in 60; out of memory: killed at /,
    );
  });
});

describe('with several hosts', () => {
  const away = { ...engine, state: 'unreachable', host: 'b', at: ago(90), cpus: null } as const;
  const all: Containers = {
    ...containers(container({ host: 'a' }), container({ id: 'c2', host: 'b' })),
    engine: away,
    engines: [{ ...engine, host: 'a', at: ago(1) }, away],
  };

  it('each container has its own engine', () => {
    expect(all.items.map((item) => engineOf(all, item).state)).toEqual([
      'connected',
      'unreachable',
    ]);
    expect(all.items.map((item) => isAnswering(all, item))).toEqual([true, false]);
    expect(engineOf(containers(), container()).state).toBe('connected');
    expect(all.items.map((item) => seenAt(all, item))).toEqual([ago(1), ago(90)]);
    expect(seenAt(containers(), container())).toBe(ago(1));
  });

  it('what there is, is the sum of what is known', () => {
    expect([hostsHave(all, 'cpus'), hostsHave(all, 'memoryBytes')]).toEqual([8, 32 * 1024 * MIB]);
    expect(hostsHave({ engine: away, engines: [] }, 'cpus')).toBeNull();
  });
});

describe('the rail', () => {
  it('counts what is not finished, and alarms before it counts', () => {
    const counts = railCounts({
      stats: stats({}, { waiting: 3, active: 2, completed: 900 }),
      workers: { items: [worker(), worker({ state: 'lost' })] },
      containers: containers(container(), container({ health: 'unhealthy' })),
    });
    expect(counts['/jobs']).toMatchObject({ figure: 5, alarm: null });
    expect(counts['/workers']).toMatchObject({ figure: 1, words: '1 worker lost' });
    expect(counts['/containers']).toMatchObject({ figure: 1, words: '1 container not well' });
  });

  it('has no figure for what is not known', () => {
    expect(railCounts({})).toEqual({});
    expect(recentFailures(undefined)).toBe(0);
  });

  it('counts the failures of the last minutes for the title', () => {
    const rates = { ...stats().rates, failedPerMinute: 0.6 };
    expect(recentFailures(stats({ rates }))).toBe(3);
  });
});
