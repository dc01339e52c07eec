import { judgeHardening } from '@taskdeck/server/hardening/checks';
import type { Seen } from '@taskdeck/server/hardening/seen';
import { describe, expect, it } from 'vitest';
import { find, hardened, outcome, type Part, seen } from './hardening-samples.ts';

const ofWorker = (part: Part, rule: string) => outcome(seen({ worker: part }), rule, 'worker');
const limitless: Part = {
  view: {
    cpu: { cores: 0.1, limitCores: null, percentOfLimit: null, throttledPercent: 0 },
    pids: { current: 3, limit: null },
  },
};

describe('a well kept container', () => {
  it('passes everything', () => {
    const failing = judgeHardening(seen({ worker: {} })).filter(({ passes }) => passes !== true);
    expect(failing).toEqual([]);
  });
});

describe('a container', () => {
  it.each<[string, Part, string, boolean | null, string]>([
    ['privileged', hardened({ privileged: true }), 'privileged', false, 'privileged'],
    ['untold', hardened({ privileged: null }), 'privileged', null, 'Docker does not tell'],
    ['root by default', hardened({ user: '' }), 'user', false, 'runs as root'],
    ['root by number', hardened({ user: '0:0' }), 'user', false, 'runs as root'],
    ['root by name', hardened({ user: 'root' }), 'user', false, 'runs as root'],
    ['somebody', hardened({ user: 'rooter' }), 'user', true, 'runs as rooter'],
    ['untold', hardened({ user: null }), 'user', null, 'Docker does not tell'],
    [
      'given one',
      hardened({ addedCapabilities: ['NET_ADMIN'] }),
      'capabilities',
      false,
      'is given NET_ADMIN',
    ],
    [
      'left with the default',
      hardened({ droppedCapabilities: ['MKNOD'] }),
      'capabilities',
      false,
      'keeps those that Docker gives to all',
    ],
    [
      'given all by being privileged',
      hardened({ privileged: true }),
      'capabilities',
      false,
      'all of them, because it is privileged',
    ],
    [
      'free to gain privileges',
      hardened({ noNewPrivileges: false }),
      'no-new-privileges',
      false,
      'set-uid programs gain them',
    ],
    ['writable', hardened({ readOnlyRoot: false }), 'read-only-root', false, 'writable'],
    ['without limits', limitless, 'limits', false, 'no limit for CPU, pids'],
    ['unwatched', { facts: { healthCheck: null } }, 'health-check', false, 'has none'],
    ['left down', { facts: { restartPolicy: 'no' } }, 'restart', false, 'stays down when it ends'],
    ['untold', { facts: { restartPolicy: null } }, 'restart', null, 'Docker does not tell'],
    [
      'left to the default',
      hardened({ init: null }),
      'init',
      null,
      expect.stringMatching(/default/),
    ],
    ['without init', hardened({ init: false }), 'init', false, 'has none'],
  ])('is %s', (_, part, rule, ...how) => {
    expect(ofWorker(part, rule)).toEqual(how);
    expect(ofWorker({}, rule)[0]).toBe(true);
  });

  it('is not judged by what is not known of it', () => {
    const checks = judgeHardening(seen({ worker: { facts: null } }));
    const own = checks.filter(({ service }) => service === 'worker');
    expect(own.map(({ passes }) => passes)).toEqual(own.map(() => null));
    expect(own[0]?.found).toBe('Its details are not read yet');
    expect(find(checks, 'socket').passes).toBeNull();
    expect(find(checks, 'published').passes).toBeNull();
  });

  it('stands for its service when it is the worst', () => {
    const writable = hardened({ readOnlyRoot: false });
    const check = find(
      judgeHardening(seen({ worker: [{}, writable, {}] })),
      'read-only-root',
      'worker',
    );
    expect(check).toMatchObject({
      passes: false,
      found: '1 of 3: writable',
      containerId: 'worker-2',
    });
  });

  it('tells what to set only where it fails or is not known', () => {
    const checks = judgeHardening(seen({ worker: hardened({ readOnlyRoot: false }) }));
    expect(find(checks, 'read-only-root', 'worker').remedy).toContain('read_only: true');
    expect(checks.filter(({ passes, remedy }) => passes === (remedy !== null))).toEqual([]);
  });
});

describe('root', () => {
  const root = hardened({ user: '0:0' });
  it('is right for the gate without any capability', () => {
    const [passes, found] = outcome(seen({ 'docker-gate': root }), 'user', 'docker-gate');
    expect([passes, found]).toEqual([true, expect.stringContaining('Docker’s socket')]);
    const strong = hardened({ user: '0:0', addedCapabilities: ['CHOWN'] });
    expect(outcome(seen({ 'docker-gate': strong }), 'user', 'docker-gate')[0]).toBe(false);
    const gaining = hardened({ user: '0:0', noNewPrivileges: false });
    expect(outcome(seen({ 'docker-gate': gaining }), 'user', 'docker-gate')[0]).toBe(false);
  });

  it('is right for what hands out the secrets, once', () => {
    const chown = hardened({ user: '0:0', addedCapabilities: ['CHOWN'] });
    const once: Part = { ...chown, view: { done: true, state: 'exited' } };
    expect(outcome(seen({ secrets: once }), 'user', 'secrets')[0]).toBe(true);
    expect(outcome(seen({ secrets: once }), 'capabilities', 'secrets')[0]).toBe(true);
    expect(outcome(seen({ secrets: chown }), 'user', 'secrets')[0]).toBe(false);
    expect(outcome(seen({ worker: chown }), 'capabilities', 'worker')[0]).toBe(false);
  });
});

describe('what runs once', () => {
  const once: Part = { facts: { restartPolicy: 'no', healthCheck: null } };
  const rulesOf = (all: Seen) =>
    judgeHardening(all)
      .filter(({ service }) => service === 'secrets')
      .map(({ rule }) => rule);

  it('needs no health check, and is not started again', () => {
    const rules = rulesOf(seen({ secrets: { ...once, view: { done: true, state: 'exited' } } }));
    expect(rules).toContain('read-only-root');
    expect(rules).toContain('limits');
    for (const rule of ['health-check', 'restart', 'init']) expect(rules).not.toContain(rule);
  });

  it('is known while it still runs by what waits for it', () => {
    const waits: Part = { facts: { dependsOn: [{ service: 'secrets', condition: 'completed' }] } };
    expect(rulesOf(seen({ secrets: once, worker: waits }))).not.toContain('restart');
    expect(rulesOf(seen({ secrets: once }))).toContain('restart');
  });
});

describe('the order', () => {
  it('is what fails, what can not be told, what passes', () => {
    const all = seen({ worker: hardened({ init: null, readOnlyRoot: false }) }, { accounts: 0 });
    const order = judgeHardening(all).map(({ passes }) => [false, null, true].indexOf(passes));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(3);
  });
});
