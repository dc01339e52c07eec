import { describe, expect, it } from 'vitest';
import type { HardeningCheck } from '../../web/src/api.ts';
import {
  codePieces,
  groupChecks,
  panelFacts,
  tally,
  verdictWords,
} from '../../web/src/components/hardening/hardening-words.ts';

const check = (more: Partial<HardeningCheck> = {}): HardeningCheck => ({
  rule: 'limits',
  about: 'containers',
  service: 'worker',
  containerId: 'c1',
  demand: 'Memory, CPU and pids are limited',
  passes: false,
  found: 'no limit for memory',
  meaning: 'It can take all.',
  remedy: 'deploy: …',
  ...more,
});

describe('the checks', () => {
  it('of one rule that stand alike are one line', () => {
    const groups = groupChecks([
      check(),
      check({ service: 'redis', containerId: 'c2', found: 'no limit for pids' }),
      check({ service: 'server', containerId: 'c3' }),
      check({ service: 'nginx', passes: null, found: 'not read yet' }),
    ]);
    expect(groups).toHaveLength(2);
    expect(groups[0]).toMatchObject({
      rule: 'limits',
      passes: false,
      findings: [
        {
          found: 'no limit for memory',
          places: [
            { service: 'worker', containerId: 'c1' },
            { service: 'server', containerId: 'c3' },
          ],
        },
        { found: 'no limit for pids', places: [{ service: 'redis', containerId: 'c2' }] },
      ],
    });
    expect(groups[1]).toMatchObject({ passes: null, findings: [{ found: 'not read yet' }] });
  });

  it.each([
    [[false, false, null, true], '2 of 4 checks fail'],
    [[false, true], '1 of 2 checks fails'],
    [[null, true], 'nothing fails, 1 can’t be told'],
    [[true, true], 'all 2 checks pass'],
    [[null, null], 'nothing fails, 2 can’t be told'],
  ])('%j: %s', (outcomes, words) => {
    expect(verdictWords({ checks: outcomes.map((passes) => check({ passes })) })).toBe(words);
  });

  it('have code in backticks', () => {
    expect(codePieces('Set `init: true`.')).toEqual(['Set ', 'init: true', '.']);
  });

  it('are counted', () => {
    const checks = [true, true, false, null].map((passes) => check({ passes }));
    expect(tally({ checks })).toEqual({ failing: 1, open: 1, passing: 2 });
  });
});

describe('how the panel is set', () => {
  it('is told in words, also what is not known', () => {
    const panel = { tls: false, readOnly: true, sharedToken: true, accounts: null };
    expect(panelFacts({ panel }).map(({ value }) => value)).toEqual([
      'plain HTTP',
      'none: read-only',
      'can’t tell',
      'accepted, as operator',
    ]);
    const other = { tls: true, readOnly: false, sharedToken: false, accounts: 0 };
    expect(panelFacts({ panel: other }).map(({ value }) => value)).toEqual([
      'TLS',
      'by role',
      '0',
      'none',
    ]);
  });
});
