import { readFileSync } from 'node:fs';
import type { NetworkFacts } from '@taskdeck/server/docker/network-facts';
import type { Observation } from '@taskdeck/server/isolation/judge-rule';
import { networksView } from '@taskdeck/server/isolation/networks-view';
import { parseRules } from '@taskdeck/server/isolation/parse-rules';
import { readRules } from '@taskdeck/server/isolation/read-rules';
import { describe, expect, it } from 'vitest';
import { container, facts, network, ourStack } from '../fakes/topology.ts';

const OURS = new URL('../../isolation.rules', import.meta.url);

describe('a rules file', () => {
  it('has a rule a line, comments, and names the ends', () => {
    const { rules, faults } = parseRules(
      '# head\n\nnginx !-> redis\r\n  server   -> redis:6379 # why\nonly a, b and c reach internet\nonly a mounts the socket\nonly a publishes\noutside !-> b',
    );
    expect(faults).toEqual([]);
    expect(rules).toEqual([
      { line: 3, text: 'nginx !-> redis', demand: { kind: 'apart', from: 'nginx', to: 'redis' } },
      {
        line: 4,
        text: 'server -> redis:6379',
        demand: { kind: 'connected', from: 'server', to: 'redis', port: 6379 },
      },
      {
        line: 5,
        text: 'only a, b and c reach internet',
        demand: { kind: 'reaches', only: ['a', 'b', 'c'], to: null },
      },
      { line: 6, text: 'only a mounts the socket', demand: { kind: 'mounts-socket', only: ['a'] } },
      { line: 7, text: 'only a publishes', demand: { kind: 'publishes', only: ['a'] } },
      { line: 8, text: 'outside !-> b', demand: { kind: 'apart', from: null, to: 'b' } },
    ]);
  });

  it.each([
    ['nginx => redis', /^"nginx => redis" can't be read\. A rule is one of: /],
    ['a -> b:0', /"0" is no port/],
    ['a -> b:65536', /"65536" is no port/],
    ['a -> b:1:2', /more than one port/],
    ['a !-> b:6379', /A port belongs to a rule with "->"/],
    ['a -> internet:443', /A port needs a service/],
    ['a -> a', /Both ends are the same/],
    ['internet -> a', /write "outside" on the left/],
    ['a! -> b', /"a!" can't be the name of a service/],
    ['only internet publishes', /"internet" can't be the name/],
    ['only a and publishes', /can't be the name|can't be read/],
  ])('says on which line "%s" is wrong, and why', (line, why) => {
    const { rules, faults } = parseRules(`# first\n${line}\na -> b`);
    expect(faults).toEqual([{ line: 2, message: expect.stringMatching(why) }]);
    expect(rules).toHaveLength(1);
  });

  it('is bounded', () => {
    const { rules, faults } = parseRules('a -> b\n'.repeat(300));
    expect(rules).toHaveLength(200);
    expect(faults).toEqual([{ line: 201, message: expect.stringContaining('more than 200') }]);
  });

  it('that is not there is a fault that one sees, and no rules', () => {
    expect(readRules(null)).toEqual({ rules: [], faults: [] });
    const { rules, faults } = readRules('/nowhere/isolation.rules');
    expect(rules).toEqual([]);
    expect(faults).toEqual([{ line: null, message: expect.stringContaining('could not be read') }]);
  });
});

const judge = (stack: NetworkFacts, rules: string, observe?: Parameters<typeof networksView>[2]) =>
  networksView(stack, parseRules(rules), observe);
const one = (stack: NetworkFacts, rule: string, observe?: Parameters<typeof networksView>[2]) =>
  judge(stack, rule, observe).rules[0];

describe('our own rules', () => {
  const rules = readFileSync(OURS, 'utf8');

  it('all pass on our own stack', () => {
    const view = judge(ourStack(), rules);
    expect(view.ruleFaults).toEqual([]);
    expect(view.rules.filter(({ passes }) => passes !== true)).toEqual([]);
    expect(view.rules.length).toBeGreaterThan(10);
    expect(view.reachability.flatMap(({ breaks }) => breaks)).toEqual([]);
  });

  it('fail when a worker is connected to frontend, and the cell says so', () => {
    const { networks, containers } = ourStack();
    const moved = containers.map((member) =>
      member.service === 'worker'
        ? {
            ...member,
            addresses: [...member.addresses, { network: 'proto_frontend', ipAddress: null }],
          }
        : member,
    );
    const view = judge(facts(networks, moved), 'worker !-> nginx');
    expect(view.rules[0]).toMatchObject({ passes: false, reason: 'both are on frontend' });
    const broken = view.reachability.filter(({ breaks }) => breaks.length > 0);
    expect(broken).toMatchObject([{ from: 'worker', to: 'nginx', breaks: [1] }]);
  });

  it('pass with the debug profile, and say what is exempt', () => {
    const stack = ourStack();
    const debug = container('debug-ports', ['data', 'debug'], {
      debug: true,
      published: [{ address: '127.0.0.1', port: 6379, containerPort: 6379 }],
    });
    const both = {
      ...stack,
      networks: [...stack.networks, network('debug')],
      containers: [...stack.containers, debug],
    };
    const view = judge(both, rules);
    expect(view.rules.filter(({ passes }) => passes !== true)).toEqual([]);
    expect(view.rules.find(({ text }) => text === 'only nginx publishes')?.reason).toBe(
      'nginx and nobody else; exempt, of the debug profile: debug-ports',
    );
    expect(view.services.find(({ name }) => name === 'debug-ports')?.debug).toBe(true);
    expect(one(both, 'debug-ports !-> redis')).toMatchObject({
      passes: true,
      reason: 'exempt: debug-ports is of the debug profile',
    });
  });
});

describe('a rule', () => {
  it('about a service that is not there can not be told', () => {
    expect(one(ourStack(), 'nginx !-> postgres')).toEqual({
      line: 1,
      text: 'nginx !-> postgres',
      passes: null,
      reason: 'There is no service postgres here.',
    });
  });

  it('can not be told before Docker has answered', () => {
    expect(one({ ...ourStack(), at: null }, 'nginx !-> redis')?.passes).toBeNull();
  });

  it('that only some publish names who else does, and marks the cell from outside', () => {
    const { networks, containers } = ourStack();
    const open = containers.map((member) =>
      member.service === 'redis'
        ? { ...member, published: [{ address: '0.0.0.0', port: 6379, containerPort: 6379 }] }
        : member,
    );
    const view = judge(facts(networks, open), 'only nginx publishes\noutside !-> redis');
    expect(view.rules).toMatchObject([
      { passes: false, reason: 'redis publishes 0.0.0.0:6379' },
      { passes: false, reason: 'redis publishes 0.0.0.0:6379' },
    ]);
    const cell = view.reachability.find(({ from, to }) => from === 'outside' && to === 'redis');
    expect(cell?.breaks).toEqual([1, 2]);
  });

  it('that many break names some of them', () => {
    const many = Array.from({ length: 9 }, (_, i) => container(`s${i}`, ['x']));
    const { reason } = one(facts([network('x')], many), 'only s0 reaches s1') ?? { reason: '' };
    expect(reason.split('; ')).toHaveLength(6);
    expect(reason).toMatch(/; and 2 more$/);
  });

  it('that only one mounts the socket names who else does', () => {
    const stack = ourStack();
    const members = [
      { service: 'docker-gate', target: '/var/run/docker.sock', writable: false },
      { service: 'server', target: '/sock', writable: true },
    ];
    const mounts = [{ kind: 'socket' as const, name: null, members }];
    expect(one({ ...stack, mounts }, 'only docker-gate mounts the socket')).toMatchObject({
      passes: false,
      reason: 'server mounts it at /sock',
    });
  });

  it('that only some reach a service heeds strangers on its network', () => {
    const stack = ourStack();
    const stranger = container('intruder', ['backend'], { stranger: true });
    const containers = [...stack.containers, stranger];
    expect(
      one({ ...stack, containers }, 'only server, worker and notifier reach redis'),
    ).toMatchObject({ passes: false, reason: 'intruder: both are on backend' });
  });
});

describe('what probes saw', () => {
  const saw = (reached: boolean): Parameters<typeof networksView>[2] => {
    const at = '2026-11-22T00:00:00.000Z';
    const seen: Observation = {
      reached,
      words: reached ? '1 of 2 connected' : '2 of 2 failed',
      at,
    };
    return {
      at,
      observe: (from, to) => (from === 'worker' && to === 'nginx' ? seen : null),
    };
  };

  it('breaks a rule that the networks would let pass, and the cell disagrees', () => {
    const view = judge(ourStack(), 'worker !-> nginx', saw(true));
    expect(view.rules[0]).toMatchObject({ passes: false, reason: 'seen: 1 of 2 connected' });
    const cell = view.reachability.find(({ from, to }) => from === 'worker' && to === 'nginx');
    expect(cell).toMatchObject({ reachable: false, observed: true, breaks: [1] });
  });

  it('goes before the reason when both agree', () => {
    expect(one(ourStack(), 'worker !-> nginx', saw(false))?.reason).toMatch(
      /^2 of 2 failed; no shared network/,
    );
  });

  it('breaks a rule that demands a way', () => {
    expect(one(ourStack(), 'worker -> nginx', saw(false))?.passes).toBe(false);
    expect(one(ourStack(), 'worker -> nginx', saw(true))?.passes).toBe(true);
    expect(one(ourStack(), 'worker -> redis:6379', saw(true))).toMatchObject({
      passes: true,
      reason: 'both are on backend',
    });
  });
});
