import { describe, expect, it } from 'vitest';
import type { StackDay } from '../../web/src/api.ts';
import {
  adviceParts,
  adviceTitle,
  noAdviceWords,
} from '../../web/src/components/advice/advice-words.ts';
import { unknownsOf } from '../../web/src/components/advice/unknowns.ts';
import { ago, container, containers, engine, NOW } from './web-samples.ts';

const day = (more: Partial<StackDay> = {}): StackDay => ({
  at: ago(0),
  containers: [],
  advice: [],
  adviceSince: null,
  gaps: [],
  ...more,
});

describe('advice', () => {
  it('says the service once', () => {
    const advice = {
      service: 'redis',
      resource: 'memory',
      severity: 'consider',
      because: 'never passed 8 % of 512 MB',
      suggestion: null,
    } as const;
    expect(adviceParts(advice)).toEqual({ service: 'redis', fact: advice.because });
    const named = { ...advice, because: `redis ${advice.because}` };
    expect(adviceParts(named)).toEqual({ service: 'redis', fact: advice.because });
  });

  it('says on how much history it stands', () => {
    expect(adviceTitle({ adviceSince: ago(7 * 86_400) }, NOW)).toBe(
      'Advice from 7 d 0 h of history',
    );
    expect(adviceTitle({ adviceSince: null }, NOW)).toBe('Advice');
    expect(noAdviceWords({ adviceSince: ago(60) }, NOW)).toMatch(/^Too early/);
    expect(noAdviceWords({ adviceSince: null }, NOW)).toMatch(/^Too early/);
    expect(noAdviceWords({ adviceSince: ago(3_600) }, NOW)).toMatch(/^Nothing to change/);
  });
});

describe('what is not known', () => {
  const words = (...args: Parameters<typeof unknownsOf>) =>
    unknownsOf(...args).map(({ what }) => what);

  it('is nothing where every figure is', () => {
    expect(words(containers(container()), day(), NOW)).toEqual([]);
    expect(words(containers(container()), undefined, NOW)).toEqual([]);
  });

  it('are figures of what runs, with whose', () => {
    const { cpu, memory } = container();
    const blind = container({
      replica: 2,
      health: null,
      cpu: { ...cpu, cores: null },
      memory: { ...memory, usedBytes: null },
    });
    const unthrottled = container({ cpu: { ...cpu, throttledPercent: null } });
    expect(words(containers(blind, unthrottled), day(), NOW)).toEqual([
      'CPU use of worker-2',
      'Memory use of worker-2',
      'Throttling of worker-1',
      'Health of worker-2',
    ]);
    const ended = { ...blind, state: 'exited' } as const;
    expect(words(containers(ended), day(), NOW)).toEqual([]);
    expect(words(containers(blind, blind, blind, blind), day(), NOW)[0]).toBe(
      'CPU use of 4 containers',
    );
  });

  it('are the gaps of the day, newest first, and no more than can be read', () => {
    const gaps = [1, 2, 3, 4, 5, 6].map((hours) => ({
      from: ago(hours * 3_600),
      to: ago(hours * 3_600 - 60),
      reason: hours === 1 ? 'the gate was restarted' : null,
    }));
    const told = words(containers(container()), day({ gaps: gaps.toReversed() }), NOW);
    expect(told).toHaveLength(5);
    expect(told[0]).toMatch(/^No samples .+ to .+: the gate was restarted$/);
    expect(told[4]).toBe('2 more gaps');
  });

  it('is what runs on an engine that is away', () => {
    const away = { ...engine, state: 'unreachable', reason: 'Nothing listens there.' } as const;
    const alone = { ...containers(), engine: away };
    expect(unknownsOf(alone, undefined, NOW)).toEqual([
      { what: 'How containers are now', so: 'Nothing listens there.' },
    ]);
    const several = {
      ...alone,
      engines: [
        { ...engine, host: 'a', at: ago(1) },
        { ...away, host: 'b', at: null },
      ],
    };
    expect(words(several, undefined, NOW)).toEqual(['What runs on b']);
  });

  it('are limits that an engine without root is not able to enforce', () => {
    const shown = containers(container());
    const rootless = (cgroups: '1' | '2') => ({
      ...shown,
      engine: { ...engine, rootless: true, cgroups },
    });
    expect(words(rootless('1'), undefined, NOW)).toEqual(['Whether limits hold']);
    expect(words(rootless('2'), undefined, NOW)).toEqual([]);
    const several = { ...shown, engines: [{ ...rootless('1').engine, host: 'a', at: ago(1) }] };
    expect(words(several, undefined, NOW)).toEqual(['Whether limits hold on a']);
  });
});
