import { describe, expect, it } from 'vitest';
import type { Networks, Reach } from '../../web/src/api.ts';
import {
  alarmsOf,
  cellLabel,
  cellWords,
  chosenCell,
  kindOf,
  tallyWords,
} from '../../web/src/components/networks/cells.ts';
import { addressText, networkWords, railsOf } from '../../web/src/components/networks/rails.ts';
import { advice, sharedMounts } from '../../web/src/components/networks/reach-words.ts';
import { ago, engine } from './web-samples.ts';

const reach = (more: Partial<Reach> = {}): Reach => ({
  from: 'worker',
  to: 'redis',
  reachable: true,
  reason: 'both are on backend',
  ports: [6379],
  observed: null,
  observation: null,
  breaks: [],
  ...more,
});

const networks = (more: Partial<Networks> = {}): Networks => ({
  engine,
  at: ago(1),
  trouble: null,
  items: [],
  services: [],
  mounts: [],
  reachability: [],
  omitted: 0,
  rules: [],
  ruleFaults: [],
  probedAt: null,
  ...more,
});

const no = { reachable: false, reason: 'no shared network', ports: [] };

describe('a cell', () => {
  it.each<[string, Reach, string]>([
    ['seen', reach({ observed: true }), 'reaches, seen'],
    ['predicted', reach(), 'reaches, by membership'],
    ['refused', reach({ ...no, observed: false }), 'no way, tried'],
    ['none', reach(no), 'no path'],
    ['unknown', reach({ reachable: null }), "can't tell"],
    ['seen', reach({ reachable: null, observed: true }), 'reaches, seen'],
    ['broken', reach({ breaks: [3] }), 'breaks a rule'],
    ['broken', reach({ ...no, observed: true }), 'not as predicted'],
    ['broken', reach({ observed: false }), 'not as predicted'],
  ])('is %s', (kind, cell, words) => {
    expect([kindOf(cell), cellWords(cell)]).toEqual([kind, words]);
  });

  it('says itself in one sentence', () => {
    expect(cellLabel(reach())).toBe('worker to redis: reaches, by membership, port :6379');
    expect(cellLabel(reach({ ports: [80, 443] }))).toMatch(/port :80 \+1$/);
    expect(cellLabel(reach(no))).toBe('worker to redis: no path');
  });

  it('is chosen by the address, else because it is broken, else because it is the first', () => {
    const cells = [reach(), reach({ to: 'nginx', breaks: [1] }), reach({ to: 'server' })];
    const all = networks({ reachability: cells });
    expect(chosenCell(all, 'worker', 'server')).toBe(cells[2]);
    expect(chosenCell(all, 'worker', 'gone')).toBe(cells[1]);
    expect(chosenCell(networks({ reachability: [reach()] }), undefined, undefined)?.to).toBe(
      'redis',
    );
    expect(chosenCell(networks(), undefined, undefined)).toBeUndefined();
  });

  it('has advice only when it is broken', () => {
    expect(advice(reach())).toBeNull();
    expect(advice(reach({ breaks: [1] }))?.title).toBe(
      'worker can reach redis, and a rule forbids it.',
    );
    expect(advice(reach({ from: 'outside', breaks: [1] }))?.words).toContain('published port');
    expect(advice(reach({ to: 'outside', breaks: [1] }))?.words).toContain('internal');
    expect(advice(reach({ ...no, breaks: [1] }))?.title).toContain('a rule demands one');
    expect(advice(reach({ ...no, observed: true }))?.title).toContain('no such way');
    expect(advice(reach({ observed: false }))?.words).toContain('nothing listens');
  });
});

it('alarms are failing rules, cells that are not as predicted, and lines that can not be read', () => {
  const rules = [false, null, true, true].map((passes, i) => ({
    line: i + 1,
    text: 'a -> b',
    passes,
    reason: 'x',
  }));
  const all = networks({
    rules,
    reachability: [reach({ observed: false }), reach({ breaks: [1] })],
    ruleFaults: [{ line: 9, message: 'what?' }],
  });
  expect(alarmsOf(all)).toBe(3);
  expect(tallyWords(all)).toEqual({ failing: 1, others: "2 pass, 1 can't be told" });
  expect(tallyWords(networks())).toEqual({ failing: 0, others: '' });
});

describe('addresses', () => {
  it.each([
    [[], ''],
    [['172.20.0.2'], '172.20.0.2'],
    [['172.20.0.5', '172.20.0.3', '172.20.0.4', '172.20.0.7'], '172.20.0.3-5, 7'],
    [['172.20.0.9', '172.20.0.10'], '172.20.0.9-10'],
    [['172.20.0.2', '172.21.0.2'], '172.20.0.2, 172.21.0.2'],
    [['fd00::1'], 'fd00::1'],
  ])('%j', (addresses, text) => {
    expect(addressText(addresses)).toBe(text);
  });
});

describe('the rail graph', () => {
  const service = (name: string) => ({
    name,
    replicas: 1,
    running: 1,
    debug: false,
    stranger: false,
    network: 'own' as const,
    published: [],
  });
  const item = (label: string, ...services: string[]) => ({
    name: `shop_${label}`,
    label,
    driver: 'bridge',
    internal: true,
    hostReachable: false,
    members: services.map((name) => ({
      service: name,
      containerId: name,
      container: `shop-${name}-1`,
      ipAddress: '172.20.0.2',
    })),
  });

  it('has a dot for each membership, and a gap where a line passes a rail by', () => {
    const rails = railsOf({
      services: [service('nginx'), service('redis')],
      items: [item('backend', 'redis'), item('frontend', 'nginx')],
    });
    const [nginx, redis] = rails.columns;
    const [backend, frontend] = rails.rows;
    expect(rails.dots.map(({ x, y }) => [x, y])).toEqual([
      [nginx?.x, frontend?.y],
      [redis?.x, backend?.y],
    ]);
    const y = backend?.y ?? 0;
    expect(rails.lines.map(({ pieces }) => pieces)).toEqual([
      [
        [38, y - 7],
        [y + 7, frontend?.y],
      ],
      [[38, y]],
    ]);
  });

  it('says of a network what it keeps from whom', () => {
    expect(networkWords(item('x'))).toBe('internal');
    expect(networkWords({ ...item('x'), hostReachable: true })).toBe('internal, sees the host');
    expect(networkWords({ ...item('x'), internal: false, driver: 'overlay' })).toBe(
      'overlay, has a way out',
    );
  });
});

it('what two services share besides a network is told when one of them writes', () => {
  const members = [
    { service: 'worker', target: '/artifacts', writable: true },
    { service: 'server', target: '/artifacts', writable: false },
  ];
  const mounts = [{ kind: 'volume' as const, name: 'shop_artifacts', members }];
  expect(sharedMounts({ mounts }, { from: 'worker', to: 'server' })).toEqual([
    'volume shop_artifacts: worker writes, server reads',
  ]);
  expect(sharedMounts({ mounts }, { from: 'worker', to: 'redis' })).toEqual([]);
});
