import { describe, expect, it } from 'vitest';
import type { ContainerDetail } from '../../web/src/api.ts';
import { hardeningMarks, hardeningTitle } from '../../web/src/components/container/hardening.ts';
import {
  checkWords,
  dayWords,
  latencyWords,
} from '../../web/src/components/container/health-words.ts';
import { loadTitle } from '../../web/src/components/container/load-title.ts';
import {
  dependsWords,
  mountWords,
  portsInOrder,
  restartPolicyWords,
} from '../../web/src/components/container/wiring-words.ts';
import { loadsOf } from '../../web/src/components/containers/load.ts';
import { ago, container, engine, MIB } from './web-samples.ts';

type Facts = NonNullable<ContainerDetail['facts']>;

function facts(more: Partial<Facts> = {}, hardening: Partial<Facts['hardening']> = {}): Facts {
  return {
    id: 'c1',
    imageId: null,
    restartPolicy: 'no',
    ports: [],
    mounts: [],
    healthCheck: null,
    dependsOn: [],
    ...more,
    hardening: {
      readOnlyRoot: true,
      user: '1000:1000',
      privileged: false,
      noNewPrivileges: true,
      droppedCapabilities: ['ALL'],
      addedCapabilities: [],
      init: true,
      ...hardening,
    },
  };
}

describe('hardening', () => {
  const verdicts = (all: Facts) =>
    Object.fromEntries(hardeningMarks(all).map(({ what, verdict }) => [what, verdict]));

  it('says what holds, what is weak and what is dangerous, in words', () => {
    expect(hardeningTitle(hardeningMarks(facts()))).toBe('7 of 7 marks of hardening hold');
    const socket = { kind: 'socket', target: '/var/run/docker.sock', name: null, writable: false };
    const open = facts(
      { mounts: [{ ...socket, kind: 'socket' }] },
      { privileged: true, user: '0:0', readOnlyRoot: false, droppedCapabilities: [], init: null },
    );
    expect(verdicts(open)).toEqual({
      Privileged: 'bad',
      User: 'weak',
      Capabilities: 'weak',
      'New privileges': 'good',
      'Root file system': 'weak',
      'Engine’s socket': 'bad',
      'Init process': 'unknown',
    });
    expect(hardeningTitle(hardeningMarks(open))).toBe('1 of 7 marks of hardening hold');
  });

  it.each([
    [['ALL'], ['CAP_NET_BIND_SERVICE'], 'all dropped, but NET_BIND_SERVICE', 'good'],
    [['ALL'], ['SYS_ADMIN'], 'all dropped, but SYS_ADMIN', 'bad'],
    [['MKNOD'], [], 'without MKNOD', 'weak'],
    [[], ['ALL'], 'those that Docker gives to all, and also ALL', 'bad'],
  ] as const)(
    'of capabilities without %j and with %j is "%s"',
    (dropped, added, words, verdict) => {
      const marks = hardeningMarks(
        facts({}, { droppedCapabilities: [...dropped], addedCapabilities: [...added] }),
      );
      expect(marks.find(({ what }) => what === 'Capabilities')).toMatchObject({ words, verdict });
    },
  );

  it.each([
    ['', 'weak'],
    ['root', 'weak'],
    ['0', 'weak'],
    ['node', 'good'],
    ['01000', 'good'],
  ])('of the user "%s" is %s', (user, verdict) => {
    expect(verdicts(facts({}, { user }))['User']).toBe(verdict);
  });
});

describe('what a container is made of', () => {
  it('names published ports first, and the same of both IP versions once', () => {
    const port = (containerPort: number, published: Facts['ports'][number]['published']) => ({
      containerPort,
      protocol: 'tcp',
      published,
    });
    const words = portsInOrder([
      port(80, null),
      port(8080, { address: '0.0.0.0', port: 80 }),
      port(8080, { address: '::', port: 80 }),
      port(9229, { address: '::1', port: 9229 }),
    ]).map((one) => `${one.port.containerPort} ${one.words}`);
    expect(words).toEqual(['8080 every address, port 80', '9229 [::1]:9229', '80 null']);
  });

  it('says mounts, dependencies and restarts in words', () => {
    const mount = { target: '/data', name: 'redis-data', writable: true } as const;
    expect(mountWords({ ...mount, kind: 'volume' })).toBe('volume redis-data, writable');
    expect(mountWords({ ...mount, kind: 'bind', name: null, writable: false })).toBe(
      'folder or file of the host, read-only',
    );
    expect(mountWords({ ...mount, kind: 'volume', name: 'a'.repeat(64) })).toBe(
      'volume without a name, writable',
    );
    expect(dependsWords(facts())).toBeNull();
    const dependsOn = [
      { service: 'redis', condition: 'healthy' },
      { service: 'init', condition: 'completed' },
    ] as const;
    expect(dependsWords({ dependsOn: [...dependsOn] })).toBe('redis (healthy), init (ended well)');
    expect(restartPolicyWords({ restartPolicy: null })).toBe('can’t tell');
    expect(restartPolicyWords({ restartPolicy: 'of-tomorrow' })).toBe('of-tomorrow');
  });
});

describe('health in words', () => {
  const durationMs = { p50: 12, p95: 40, max: 3_004 };

  it('counts the probes of a day and says how long they took', () => {
    const day = { since: ago(60), probes: 8_640, failed: 3, durationMs };
    expect(dayWords({ day })).toBe('3 of 8,640 probes failed in 24 h');
    expect(dayWords({ day: { ...day, failed: 0 } })).toBe('All 8,640 probes of 24 h went well');
    expect(latencyWords({ day })).toBe(
      'took 12 ms in the middle, 95 of 100 at most 40 ms, the slowest 3.0 s',
    );
    expect([dayWords({ day: null }), latencyWords({ day: null })]).toEqual([null, null]);
  });

  it('says how health is checked', () => {
    const check = { intervalMs: 10_000, timeoutMs: 3_000, startPeriodMs: 0, retries: 1 };
    expect(checkWords(check)).toBe(
      'every 10 s, up to 3.0 s each; unhealthy after 1 failure in a row',
    );
    expect(checkWords({ ...check, startPeriodMs: 20_000 })).toContain(
      'failures of the first 20 s don’t count',
    );
  });
});

describe('the load of a container', () => {
  const title = (more: Parameters<typeof container>[0]) =>
    loadTitle(loadsOf(container(more), engine));
  const { memory, cpu } = container();

  it('is named after what matters most', () => {
    expect(title({})).toBe('Within its limits');
    expect(title({ memory: { ...memory, usedBytes: 466 * MIB } })).toBe(
      'Memory is at 91 % of its limit',
    );
    expect(title({ cpu: { ...cpu, throttledPercent: 31 } })).toBe('CPU throttled 31 %');
  });

  it('says where there is no limit, and claims nothing of what is not known', () => {
    expect(title({ memory: { ...memory, limitBytes: null } })).toBe(
      'Within its limits; no limit of memory',
    );
    expect(
      title({
        cpu: { ...cpu, limitCores: null },
        memory: { ...memory, limitBytes: null },
        pids: { current: 10, limit: null },
      }),
    ).toBe('It has no limits');
    expect(title({ cpu: { ...cpu, cores: null } })).toBe('Load against limits');
  });
});
