import type { NetworkFacts } from '@taskdeck/server/docker/network-facts';
import { networksView } from '@taskdeck/server/isolation/networks-view';
import { parseRules } from '@taskdeck/server/isolation/parse-rules';
import { Networks } from '@taskdeck/server/schemas/network';
import { describe, expect, it } from 'vitest';
import { container, facts, isolated, network, ourStack } from '../fakes/topology.ts';

function reach(stack: NetworkFacts, from: string, to: string, rules = '') {
  const { reachability } = networksView(stack, parseRules(rules));
  const cell = reachability.find((one) => one.from === from && one.to === to);
  if (cell === undefined) throw new Error(`There is no cell from ${from} to ${to}`);
  return cell;
}

/** `a` and `b`, each on networks of its own. */
const apart = (a: Parameters<typeof network>, b: Parameters<typeof network>, some = {}) =>
  facts([network(...a), network(...b)], [container('a', [a[0]]), container('b', [b[0]], some)]);

describe('our own stack', () => {
  it('is told service by service, with one reason for each cell', () => {
    const view = networksView(ourStack(), parseRules(''));
    expect(Networks.parse(view)).toEqual(view);
    expect(view.services.map(({ name }) => name)).toEqual([
      'docker-gate',
      'nginx',
      'notifier',
      'redis',
      'server',
      'worker',
    ]);
    // Six rows and columns and outside, without each to itself.
    expect(view.reachability).toHaveLength(7 * 6);
    const open = view.reachability.filter(({ reachable }) => reachable === true);
    expect(open.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'docker-gate server',
      'nginx server',
      'nginx outside',
      'notifier redis',
      'notifier worker',
      'notifier outside',
      'redis notifier',
      'redis server',
      'redis worker',
      'server docker-gate',
      'server nginx',
      'server redis',
      'worker notifier',
      'worker redis',
      'outside nginx',
    ]);
    expect(view.reachability.every(({ reason }) => reason !== '')).toBe(true);
    expect(view.reachability.every(({ observed }) => observed === null)).toBe(true);
  });

  it('names what decides', () => {
    expect(reach(ourStack(), 'worker', 'redis').reason).toBe('both are on backend');
    expect(reach(ourStack(), 'nginx', 'redis').reason).toBe(
      'no shared network: nginx is on edge and frontend, redis on backend and data',
    );
    expect(reach(ourStack(), 'worker', 'nginx').reason).toBe(
      'no shared network: worker is on backend, nginx on edge and frontend; nginx publishes 127.0.0.1:8080 to this machine only',
    );
    expect(reach(ourStack(), 'server', 'outside').reason).toBe(
      'data, docker and frontend are internal',
    );
    expect(reach(ourStack(), 'outside', 'nginx')).toMatchObject({
      reason: 'nginx publishes 127.0.0.1:8080, to this machine only',
      ports: [8080],
    });
  });

  it('shows ports that rules name first, then published ones, then those of the image', () => {
    expect(reach(ourStack(), 'server', 'docker-gate').ports).toEqual([80]);
    const rules = 'server -> docker-gate:2375';
    expect(reach(ourStack(), 'server', 'docker-gate', rules).ports).toEqual([2375]);
    expect(reach(ourStack(), 'server', 'nginx').ports).toEqual([8080]);
    expect(reach(ourStack(), 'worker', 'redis').ports).toEqual([6379]);
    expect(reach(ourStack(), 'nginx', 'redis').ports).toEqual([]);
  });

  it('says which replica it is, when only one is where it should not be', () => {
    const { networks, containers } = ourStack();
    const moved = containers.map((one) =>
      one.name === 'proto-worker-2'
        ? { ...one, addresses: [...one.addresses, { network: 'proto_frontend', ipAddress: null }] }
        : one,
    );
    expect(reach(facts(networks, moved), 'worker', 'nginx')).toMatchObject({
      reachable: true,
      reason: 'both are on frontend (proto-worker-2 only)',
    });
  });
});

describe('across networks', () => {
  const everywhere = { published: [{ address: '0.0.0.0', port: 16379, containerPort: 6379 }] };
  const local = { published: [{ address: '127.0.0.1', port: 6379, containerPort: 6379 }] };

  it('a port on all addresses of the host lets every container in that gets to the host', () => {
    expect(reach(apart(['x'], ['y'], everywhere), 'a', 'b')).toMatchObject({
      reachable: true,
      ports: [16379],
      reason: 'b publishes 0.0.0.0:16379, and a gets to the host through x',
    });
  });

  it('internal keeps nobody from the host, isolated does', () => {
    const internal = apart(['x', { internal: true }], ['y'], everywhere);
    expect(reach(internal, 'a', 'b').reachable).toBe(true);
    expect(reach(internal, 'a', 'outside')).toMatchObject({
      reachable: false,
      reason:
        'x is internal; but services of the host can be reached at the gateway of x (gateway mode isolated prevents it)',
    });
    const sealed = facts(
      [isolated('x'), network('y')],
      [container('a', ['x']), container('b', ['y'], everywhere)],
    );
    expect(reach(sealed, 'a', 'b')).toMatchObject({
      reachable: false,
      reason:
        'no shared network: a is on x, b on y; b publishes 0.0.0.0:16379 to the host, which is out of reach',
    });
    expect(reach(sealed, 'a', 'outside').reason).toBe('x is internal');
  });

  it('a port on the loopback address lets no container in', () => {
    expect(reach(apart(['x'], ['y'], local), 'a', 'b').reachable).toBe(false);
    expect(reach(apart(['x'], ['y'], local), 'outside', 'b').reachable).toBe(true);
  });

  it('gateway modes open more, or do not tell', () => {
    const bare = apart(['x'], ['y', { gateway: 'nat-unprotected' }]);
    expect(reach(bare, 'a', 'b').reachable).toBe(true);
    expect(reach(bare, 'outside', 'b').reachable).toBe(true);
    const routed = apart(['x'], ['y', { gateway: 'routed' }]);
    expect(reach(routed, 'a', 'b').reachable).toBeNull();
    expect(reach(routed, 'outside', 'b').reachable).toBeNull();
    const macvlan = apart(['x'], ['y', { driver: 'macvlan' }]);
    expect(reach(macvlan, 'outside', 'b').reachable).toBeNull();
  });
});

describe('a network stack', () => {
  it('of the host reaches what the host reaches, and is reached where the host is', () => {
    const stack = facts(
      [network('x'), isolated('y')],
      [
        container('host', [], { stack: 'host' }),
        container('open', ['x']),
        container('sealed', ['y']),
      ],
    );
    expect(reach(stack, 'host', 'open').reachable).toBe(true);
    expect(reach(stack, 'host', 'sealed').reason).toBe('y is isolated from the host');
    expect(reach(stack, 'open', 'host').reachable).toBe(true);
    expect(reach(stack, 'sealed', 'host').reachable).toBe(false);
    expect(reach(stack, 'host', 'outside').reachable).toBe(true);
    expect(reach(stack, 'outside', 'host').reachable).toBe(true);
  });

  it('of another container has its networks', () => {
    const main = container('main', ['x']);
    const stack = facts(
      [network('x', { internal: true, gateway: 'isolated' })],
      [main, container('sidecar', [], { stack: { of: main.id } }), container('other', ['x'])],
    );
    expect(reach(stack, 'sidecar', 'main').reason).toBe('they share one network stack');
    expect(reach(stack, 'sidecar', 'other').reason).toBe('both are on x');
    expect(reach(stack, 'sidecar', 'outside').reachable).toBe(false);
  });

  it('that is none reaches nothing', () => {
    const stack = facts([network('x')], [container('a', []), container('b', ['x'])]);
    expect(reach(stack, 'a', 'b').reason).toBe('a has no network');
    expect(reach(stack, 'b', 'a').reason).toBe('a has no network');
    expect(reach(stack, 'a', 'outside').reachable).toBe(false);
  });

  it('on a bridge without talk between its members is alone', () => {
    const stack = facts(
      [network('x', { membersTalk: false })],
      [container('a', ['x']), container('b', ['x'])],
    );
    expect(reach(stack, 'a', 'b')).toMatchObject({
      reachable: false,
      reason: 'both are on x, which keeps its members apart (enable_icc=false)',
    });
  });
});

it('a matrix too large to read is cut, and says by how many', () => {
  const many = Array.from({ length: 40 }, (_, i) => container(`s${i}`, ['x']));
  const view = networksView(facts([network('x')], many), parseRules('s1 -> s39'));
  expect([view.services.length, view.omitted]).toEqual([30, 10]);
  expect(view.reachability).toHaveLength(31 * 30);
  expect(view.rules).toMatchObject([{ passes: true }]);
});

it('containers without their networks have no matrix, instead of a wrong one', () => {
  const trouble = 'The gate refuses.';
  const view = networksView(
    facts([], [container('a', ['x'])], { trouble }),
    parseRules('a !-> outside\nonly a publishes'),
  );
  expect(view.reachability).toEqual([]);
  expect(view.rules).toMatchObject([
    { passes: null, reason: trouble },
    { passes: true, reason: 'nobody publishes' },
  ]);
});
