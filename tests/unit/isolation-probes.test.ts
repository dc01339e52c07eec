import { networksView } from '@taskdeck/server/isolation/networks-view';
import { makeProbes } from '@taskdeck/server/isolation/observations';
import { parseRules } from '@taskdeck/server/isolation/parse-rules';
import { probePlan } from '@taskdeck/server/isolation/probe-plan';
import type { ProbeOutcome, ProbeReport } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import { container, facts, isolated, ourStack } from '../fakes/topology.ts';

const at = '2026-11-22T00:00:00.000Z';
const stack = ourStack();

type Tried = readonly [service: string, outcome: ProbeOutcome, port?: number];
const report = (tried: readonly Tried[], routeOut = false): ProbeReport => ({
  at,
  routeOut,
  results: tried.map(([service, outcome, port = 1]) => ({
    service,
    host: service,
    port,
    outcome,
    ms: 0.4,
  })),
});

/** What the page shows when the two workers, in this order, found this. */
function seen(first: ProbeReport | null, second: ProbeReport | null, rules = '') {
  const found = [first, second];
  const reports = new Map(
    stack.containers
      .filter(({ service }) => service === 'worker')
      .flatMap(({ id }, i) => {
        const one = found[i] ?? null;
        return one === null ? [] : [[id.slice(0, 12), one] as const];
      }),
  );
  const view = networksView(stack, parseRules(rules), makeProbes(stack, reports));
  const cell = (from: string, to: string) =>
    view.reachability.find((one) => one.from === from && one.to === to);
  return { view, cell };
}

describe('what containers found', () => {
  it('is one answer for all replicas', () => {
    const { view, cell } = seen(
      report([
        ['redis', 'connected', 6379],
        ['nginx', 'unnamed'],
        ['nginx', 'unreachable'],
      ]),
      report([
        ['redis', 'connected', 6379],
        ['nginx', 'unnamed'],
      ]),
    );
    expect(cell('worker', 'redis')).toMatchObject({
      observed: true,
      observation: { words: '2 of 2 connected within 0.4 ms', at },
    });
    expect(cell('worker', 'nginx')).toMatchObject({
      reachable: false,
      observed: false,
      observation: { words: '2 of 2 did not get there (no route, name unknown)' },
    });
    expect(cell('worker', 'outside')).toMatchObject({
      observed: false,
      observation: { words: 'none of 2 has a route out' },
    });
    expect(view.probedAt).toBe(at);
  });

  it('is "can not tell" from a container without a probe, from outside, and of what nobody tried', () => {
    const { cell } = seen(report([['redis', 'connected']]), null);
    expect(cell('redis', 'worker')?.observed).toBeNull();
    expect(cell('outside', 'nginx')?.observed).toBeNull();
    expect(cell('worker', 'server')?.observed).toBeNull();
    expect(seen(null, null).view.probedAt).toBeNull();
  });

  it('is a way when the other side refuses: an address answered', () => {
    const { cell, view } = seen(
      report([['nginx', 'refused']]),
      report([['nginx', 'timeout']]),
      'worker !-> nginx',
    );
    expect(cell('worker', 'nginx')).toMatchObject({
      reachable: false,
      observed: true,
      observation: { words: '1 of 2 answered, though nothing listens' },
      breaks: [1],
    });
    expect(view.rules[0]?.passes).toBe(false);
  });

  it('breaks a rule that forbids the internet when one replica has a route', () => {
    const { view } = seen(report([]), report([], true), 'worker !-> internet');
    expect(view.rules).toMatchObject([{ passes: false, reason: 'seen: 1 of 2 has a route out' }]);
  });

  it('must hold for every replica where a rule names the port', () => {
    const rules = 'worker -> redis:6379';
    const connected = report([['redis', 'connected', 6379]]);
    const refused = report([
      ['redis', 'refused', 6379],
      ['redis', 'connected', 1],
    ]);
    expect(seen(connected, connected, rules).view.rules[0]).toMatchObject({
      passes: true,
      reason: '2 of 2 connected within 0.4 ms',
    });
    expect(seen(connected, refused, rules).view.rules[0]).toMatchObject({
      passes: false,
      reason: 'seen: 1 of 2 connected within 0.4 ms',
    });
  });
});

describe('the plan', () => {
  it('has every service by name and by address, at the ports that are known', () => {
    const small = facts(
      [isolated('x')],
      [
        container('redis', ['x'], { exposed: [6379] }),
        container('worker', ['x']),
        container('gone', ['x'], { runs: false }),
      ],
    );
    expect(probePlan(small, parseRules('worker -> redis:7000'))).toEqual([
      { service: 'redis', host: 'redis', port: 7000 },
      { service: 'redis', host: '172.20.0.2', port: 7000 },
      { service: 'worker', host: 'worker', port: 1 },
      { service: 'worker', host: '172.20.0.2', port: 1 },
    ]);
  });

  it('is bounded, and leaves out what is not within', () => {
    const many = Array.from({ length: 200 }, (_, i) => container(`s${i}`, ['x']));
    expect(probePlan(facts([isolated('x')], many), parseRules(''))).toHaveLength(300);
    const public_ = container('shop/web', [], {
      addresses: [{ network: 'proto_x', ipAddress: '203.0.113.7' }],
    });
    expect(probePlan(facts([isolated('x')], [public_]), parseRules(''))).toEqual([]);
  });
});

it('an address at which anybody answers proves nothing', () => {
  const { view, cell } = seen(
    report([
      ['nginx', 'unnamed'],
      ['nginx', 'foreign'],
    ]),
    null,
    'worker !-> nginx',
  );
  expect(cell('worker', 'nginx')).toMatchObject({
    reachable: false,
    observed: null,
    observation: {
      words: '1 of 1 did not get there (somebody else answers at its address, name unknown)',
    },
    breaks: [],
  });
  expect(view.rules[0]?.passes).toBe(true);
});
