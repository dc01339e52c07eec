import { parseConfig } from '@taskdeck/server/config';
import { judgeHardening } from '@taskdeck/server/hardening/checks';
import { panelSettings } from '@taskdeck/server/hardening/panel-settings';
import type { Seen } from '@taskdeck/server/hardening/seen';
import type { Networks } from '@taskdeck/server/schemas/network';
import { describe, expect, it } from 'vitest';
import { CONNECTED } from '../fakes/docker-engine.ts';
import { AT, find, NONE, outcome, type Part, PROVEN, seen } from './hardening-samples.ts';

describe('the stack', () => {
  const socket = (writable: boolean): Part => ({
    facts: { mounts: [{ kind: 'socket', target: '/var/run/docker.sock', name: null, writable }] },
  });
  const port = (address: string): Part => ({
    facts: {
      ports: [{ containerPort: 8080, protocol: 'tcp', published: { address, port: 8080 } }],
    },
  });
  const secure = { panel: { ...seen({}).panel, secure: true } };
  const networks = (more: Partial<Networks>) => ({ networks: { ...NONE, ...more } });
  const debug = (running: number) => ({
    services: [
      {
        name: 'redis-commander',
        replicas: 1,
        running,
        debug: true,
        stranger: false,
        network: 'own' as const,
        published: [],
      },
    ],
  });
  const rule = (passes: boolean | null) => ({ line: 1, text: 'a !-> b', passes, reason: '' });
  const net = (hostReachable: boolean) => ({
    items: [
      { name: 'x', label: 'backend', driver: 'bridge', internal: true, hostReachable, members: [] },
    ],
  });
  const away = { ...CONNECTED, state: 'unreachable' as const, reason: 'There is no Docker.' };

  it.each<[string, Seen, boolean | null, string]>([
    [
      'socket',
      seen({ 'docker-gate': socket(false) }),
      true,
      'docker-gate alone mounts it, read-only',
    ],
    ['socket', seen({ worker: {} }), true, 'nobody mounts it'],
    ['socket', seen({ 'docker-gate': socket(true) }), false, 'docker-gate mounts it writable'],
    [
      'socket',
      seen({ server: socket(false), worker: socket(false), nginx: { facts: null } }),
      false,
      'mounted by server and worker',
    ],
    ['gate', seen({}), true, 'all 1 requests were refused'],
    ['gate', seen({}, { access: null }), null, 'It was not tried yet'],
    [
      'gate',
      seen({}, { access: { ...PROVEN, verdict: 'open', reason: '1 of 32 got through' } }),
      false,
      '1 of 32 got through',
    ],
    [
      'gate',
      seen({}, { access: { ...PROVEN, verdict: 'unknown', reason: 'No answer.' } }),
      null,
      'No answer.',
    ],
    ['published', seen({ nginx: port('0.0.0.0') }), true, 'nobody but nginx does'],
    ['published', seen({ redis: port('127.0.0.1') }), false, 'redis at 127.0.0.1:8080'],
    ['published', seen({ redis: port('::') }), false, 'redis at [::]:8080'],
    ['loopback', seen({ nginx: port('127.0.0.1') }), true, 'only this machine reaches it'],
    [
      'loopback',
      seen({ nginx: port('0.0.0.0') }),
      false,
      'other machines reach it at 0.0.0.0:8080, and not by TLS',
    ],
    [
      'loopback',
      seen({ nginx: port('0.0.0.0') }, secure),
      true,
      'at 0.0.0.0:8080, by TLS, as PUBLIC_URL says',
    ],
    ['debug', seen({}, networks(debug(0))), true, 'nothing of it runs'],
    ['debug', seen({}, networks(debug(1))), false, 'redis-commander still run'],
    [
      'debug',
      seen({}, networks({ omitted: 3 })),
      null,
      'There are too many services to look at each',
    ],
    [
      'published',
      seen({ 'redis-commander': port('127.0.0.1') }, networks(debug(1))),
      true,
      'nobody but nginx does',
    ],
    ['isolation', seen({}), true, 'the one rule holds'],
    ['isolation', seen({}, networks({ rules: [rule(false)] })), false, 'broken: `a !-> b`'],
    ['isolation', seen({}, networks({ rules: [rule(null)] })), null, 'can’t tell of `a !-> b`'],
    [
      'isolation',
      seen({}, networks({ ruleFaults: [{ line: 1, message: 'what?' }] })),
      false,
      'some lines of the rules can’t be read',
    ],
    [
      'isolation',
      seen({}, networks({ rules: [] })),
      null,
      'There are no rules: nothing says what is to be apart',
    ],
    ['isolation', seen({}, { networks: null }), null, 'The networks are not read yet'],
    ['isolation', seen({}, networks({ engine: away })), null, 'There is no Docker.'],
    ['isolation', seen({}, networks({ trouble: 'Refused.' })), null, 'Refused.'],
    [
      'host-reachable',
      seen({}, networks(net(false))),
      true,
      'no internal network leads to the host',
    ],
    [
      'host-reachable',
      seen({}, networks(net(true))),
      false,
      'backend: internal, and the host answers there',
    ],
  ])('%s', (name, all, passes, found) => {
    expect(outcome(all, name)).toEqual([passes, found]);
  });

  it.each([
    ['is away', { engine: away }, 'There is no Docker.'],
    [
      'shows everything',
      { engine: { ...CONNECTED, project: null } },
      expect.stringMatching(/DOCKER_PROJECT/),
    ],
  ])('is never green when Docker %s', (_, more, why) => {
    const all = seen({ worker: {} });
    const checks = judgeHardening({ ...all, containers: { ...all.containers, ...more } });
    const blind = checks.filter(({ about }) => about !== 'panel');
    expect(blind.length).toBeGreaterThan(10);
    expect(blind.map(({ passes }) => passes)).toEqual(blind.map(() => null));
    expect(blind[0]?.found).toEqual(why);
  });

  it('is judged as far as one of several hosts answers', () => {
    const all = seen({ worker: { view: { host: 'one' } }, redis: { view: { host: 'two' } } });
    const engines = [
      { ...CONNECTED, host: 'one', at: AT },
      { ...away, host: 'two', at: AT },
    ];
    const checks = judgeHardening({
      ...all,
      containers: { ...all.containers, engine: away, engines },
    });
    expect(find(checks, 'user', 'worker').passes).toBe(true);
    expect(find(checks, 'user', 'redis')).toMatchObject({
      passes: null,
      found: 'Docker on two does not answer',
    });
    expect(find(checks, 'published').passes).toBeNull();
  });
});

describe('the panel', () => {
  const panel = (more: Partial<Seen['panel']>) =>
    seen({}, { panel: { ...seen({}).panel, ...more } });

  it.each<[string, Seen, boolean | null, string]>([
    ['tls', panel({}), true, 'by plain HTTP that does not leave this machine'],
    ['tls', panel({ publicUrl: 'http://[::1]:8080' }), true, expect.any(String)],
    ['tls', panel({ publicUrl: 'https://deck.example', secure: true }), true, 'by TLS'],
    [
      'tls',
      panel({ publicUrl: 'http://deck.example' }),
      false,
      'by plain HTTP at http://deck.example',
    ],
    ['accounts', seen({}, { accounts: 1 }), true, '1 account'],
    ['accounts', seen({}, { accounts: 0 }), false, expect.stringContaining('one-time link')],
    ['accounts', seen({}, { accounts: null }), null, 'Redis is away'],
    ['token', panel({ tokenLength: null }), true, expect.stringContaining('none')],
    ['token', panel({ tokenLength: 32 }), true, expect.any(String)],
    ['token', panel({ tokenLength: 31 }), false, 'it has 31 characters'],
    ['redis-password', panel({}), true, 'with a password'],
    ['redis-password', panel({ redisPassword: false }), false, 'without any password'],
  ])('%s', (rule, all, passes, found) => {
    expect(outcome(all, rule)).toEqual([passes, found]);
  });

  it('is judged by its settings, without their secrets', () => {
    expect(panelSettings(parseConfig({}))).toEqual({
      publicUrl: 'http://localhost:8080',
      secure: false,
      readOnly: false,
      tokenLength: null,
      redisPassword: false,
    });
    const set = panelSettings(
      parseConfig({
        PUBLIC_URL: 'https://deck.example',
        PANEL_READ_ONLY: 'true',
        TASKDECK_TOKEN: 'a-token-of-20-letters',
        REDIS_URL: 'redis://:secret-of-redis@redis:6379',
      }),
    );
    expect(set).toMatchObject({
      secure: true,
      readOnly: true,
      tokenLength: 21,
      redisPassword: true,
    });
    expect(JSON.stringify(set)).not.toMatch(/secret-of-redis|a-token-of/);
  });
});
