import { describe, expect, it } from 'vitest';
import {
  doingWords,
  healthOf,
  lifeWords,
} from '../../web/src/components/containers/container-words.ts';
import { loadLabel, loadsOf } from '../../web/src/components/containers/load.ts';
import { railCounts, recentFailures } from '../../web/src/components/shell/rail-counts.ts';
import { ago, container, containers, engine, NOW, stats, worker } from './web-samples.ts';

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

  it('knows what its workers do', () => {
    const running = [{ id: 'j', task: 'sleep', queue: 'default', since: ago(3) }];
    expect(doingWords(container(), [worker({ running }), worker({ containerId: null })])).toEqual({
      jobs: 1,
      slots: 4,
    });
    expect(doingWords(container({ id: 'c9' }), [worker()])).toBeNull();
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
