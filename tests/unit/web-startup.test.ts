import { describe, expect, it } from 'vitest';
import type { Startup } from '../../web/src/api.ts';
import {
  offsetWords,
  otherDependencies,
  readyWords,
  slowestWords,
  waitWords,
  waveTitle,
} from '../../web/src/components/startup/startup-words.ts';
import {
  asOfNow,
  wavesOf,
  type Row,
  type StartupItem,
} from '../../web/src/components/startup/waterfall.ts';
import { ago, container, containers, NOW } from './web-samples.ts';

const T0 = 3_600;
/** So many seconds after the first moment. */
const at = (seconds: number) => ago(T0 - seconds);
const none: ReadonlySet<string> = new Set();

function item(service: string, more: Partial<StartupItem> = {}): StartupItem {
  return {
    id: service,
    name: `shop-${service}-1`,
    service,
    replica: 1,
    createdAt: at(0),
    startedAt: at(1),
    healthyAt: at(3),
    finishedAt: null,
    hasHealthCheck: true,
    state: 'running',
    health: 'healthy',
    exitCode: null,
    done: false,
    restarted: false,
    dependsOn: [],
    waitedFor: null,
    ...more,
  };
}
const startup = (...items: StartupItem[]): Startup => ({ from: at(0), items });
const row = (more: Partial<StartupItem>): Row => {
  const [wave] = wavesOf(startup(item('redis', more)), NOW);
  const [only] = wave?.rows ?? [];
  if (only === undefined) throw new Error('One item makes one row');
  return only;
};

const migrate = item('migrate', {
  hasHealthCheck: false,
  healthyAt: null,
  health: null,
  state: 'exited',
  exitCode: 0,
  done: true,
  finishedAt: at(2),
});
const redis = item('redis', {
  startedAt: at(2.5),
  healthyAt: at(5),
  dependsOn: [{ service: 'migrate', condition: 'completed', metAt: at(2) }],
  waitedFor: { service: 'migrate', ms: 2_000 },
});
const server = item('server', {
  startedAt: at(5.2),
  healthyAt: at(9),
  dependsOn: [
    { service: 'redis', condition: 'healthy', metAt: at(5) },
    { service: 'migrate', condition: 'completed', metAt: at(2) },
  ],
  waitedFor: { service: 'redis', ms: 5_000 },
});

describe('the way up', () => {
  it('lists services in the order of their start, and what waited for what', () => {
    const [wave, ...others] = wavesOf(startup(server, redis, migrate), NOW);
    expect(others).toEqual([]);
    expect(wave?.rows.map((row) => row.item.service)).toEqual(['migrate', 'redis', 'server']);
    expect(
      wave?.edges.map(({ source, target, condition, isLast }) => [
        source,
        target,
        condition,
        isLast,
      ]),
    ).toEqual([
      [0, 1, 'completed', true],
      [1, 2, 'healthy', true],
      [0, 2, 'completed', false],
    ]);
    expect(wave && [wave.from, wave.to]).toEqual([Date.parse(at(0)), Date.parse(at(9))]);
  });

  it('names the slowest way, from the first to the last', () => {
    const [wave] = wavesOf(startup(server, redis, migrate, item('gate')), NOW);
    expect(wave && slowestWords(wave)).toBe('migrate, then redis, then server');
    const [alone] = wavesOf(startup(item('gate')), NOW);
    expect(alone && slowestWords(alone)).toBeNull();
  });

  it('does not mix services of the same name in two projects', () => {
    const other = item('redis', { id: 'other', name: 'blog-redis-1', healthyAt: at(5) });
    const [wave] = wavesOf(startup(server, redis, other, migrate), NOW);
    const [first] = wave?.edges.filter(({ target }) => wave.rows[target]?.item === server) ?? [];
    expect(first && wave?.rows[first.source]?.item.name).toBe('shop-redis-1');
  });

  it('keeps what came later apart, so that it does not press the rest together', () => {
    const later = item('worker', { createdAt: at(2_000), startedAt: at(2_001), healthyAt: null });
    const anew = item('nginx', { restarted: true, startedAt: at(60), healthyAt: at(64) });
    const waves = wavesOf(startup(redis, later, anew), NOW);
    expect(waves.map(({ rows }) => rows.map((row) => row.item.service))).toEqual([
      ['redis'],
      ['nginx'],
      ['worker'],
    ]);
    expect(waves[1]?.from).toBe(Date.parse(at(60)));
    expect(waves[1] && waveTitle(waves[1])).toBe('1 container started anew, ready');
  });

  it('says whether all are ready', () => {
    const title = (...items: StartupItem[]) => wavesOf(startup(...items), NOW).map(waveTitle);
    expect(title(migrate, redis, server)).toEqual(['3 containers ready within 9.0 s']);
    const starting = item('nginx', { healthyAt: null, health: 'starting' });
    expect(title(redis, starting)).toEqual(['1 of 2 containers ready so far']);
    const failed = item('job', { ...migrate, done: false, exitCode: 1 });
    expect(title(redis, failed)).toEqual(['1 of 2 containers ready']);
    // Healthy before anybody watched.
    expect(title(redis, item('nginx', { healthyAt: null }))).toEqual(['2 containers ready']);
  });

  it('leaves room up to now for what is on its way, but not for days', () => {
    const starting = item('nginx', { healthyAt: null, health: 'starting' });
    const [soon] = wavesOf(startup(starting), Date.parse(at(20)));
    expect(soon?.to).toBe(Date.parse(at(20)));
    const [late] = wavesOf(startup(starting), NOW);
    expect(late?.to).toBe(Date.parse(at(600)));
  });

  it('is of now: what ended since is not shown as running', () => {
    const ended = { state: 'exited', health: null, exitCode: 137, finishedAt: at(50) } as const;
    const live = container({ id: 'redis', startedAt: redis.startedAt, ...ended });
    const [now] = asOfNow(startup(redis), containers(live)).items;
    expect(now).toMatchObject({ ...ended, healthyAt: redis.healthyAt });
    // Of another start: what is known of the first one does not fit it.
    const other = container({ id: 'redis', startedAt: at(90), ...ended });
    expect(asOfNow(startup(redis), containers(other)).items).toEqual([redis]);
    expect(asOfNow(startup(redis), undefined).items).toEqual([redis]);
  });

  it('is nothing where no moment is known', () => {
    expect(wavesOf(startup(item('redis', { createdAt: null, startedAt: null })), NOW)).toEqual([]);
    expect(wavesOf({ from: null, items: [] }, NOW)).toEqual([]);
  });
});

describe('how it went', () => {
  it.each<[string, Partial<StartupItem>]>([
    ['healthy after 2.0 s', {}],
    ['created, not started', { state: 'created', startedAt: null, healthyAt: null, health: null }],
    ['done after 1.0 s', { ...migrate }],
    ['ended with exit 137 after 1.0 s', { ...migrate, done: false, exitCode: 137 }],
    ["ended, can't tell how", { ...migrate, done: false, exitCode: null }],
    ['started; no health check', { hasHealthCheck: false, health: null, healthyAt: null }],
    ["healthy; since when can't be told", { healthyAt: null }],
    ['not healthy yet for 59 m 59 s', { healthyAt: null, health: 'starting' }],
    ['unhealthy for 59 m 59 s, never healthy', { healthyAt: null, health: 'unhealthy' }],
    ['unhealthy now; was healthy after 2.0 s', { health: 'unhealthy' }],
    ['is being restarted', { state: 'restarting', health: null }],
  ])('%s', (words, more) => {
    expect(readyWords(row(more), NOW)).toBe(words);
  });

  it('says moments as offsets', () => {
    const from = Date.parse(at(0));
    expect(offsetWords(from + 3_200, { from })).toBe('+3.2 s');
    expect(offsetWords(from, { from })).toBe('+0 s');
    expect(offsetWords(from - 1, { from })).toBe('before');
    expect(offsetWords(null, { from })).toBeNull();
  });
});

describe('what it waited for', () => {
  const dependsOn = [{ service: 'redis', condition: 'healthy' as const, metAt: at(5) }];
  it.each<[string, StartupItem]>([
    ['depends on nothing', item('redis')],
    ['waited 5.0 s for redis to be healthy', server],
    ['waited 2.0 s for migrate to complete', redis],
    ['started anew: its start says nothing of the order', { ...server, restarted: true }],
    [
      'waits for redis to be healthy',
      item('x', {
        startedAt: null,
        dependsOn: [
          { service: 'redis', condition: 'healthy', metAt: null },
          { service: 'migrate', condition: 'completed', metAt: at(2) },
        ],
      }),
    ],
    [
      'waited for nobody: redis was healthy already',
      item('x', { createdAt: at(8), startedAt: at(9), dependsOn }),
    ],
    ['started before redis was healthy', item('x', { startedAt: at(1), dependsOn })],
    [
      'can’t tell when redis was healthy and gate had started',
      item('x', {
        dependsOn: [
          { service: 'redis', condition: 'healthy', metAt: null },
          { service: 'gate', condition: 'started', metAt: null },
        ],
      }),
    ],
  ])('%s', (words, one) => {
    expect(waitWords(one, none)).toBe(words);
  });

  it('names what else it needs, but nothing twice', () => {
    expect(otherDependencies(server)).toBe('migrate to complete');
    expect(otherDependencies({ ...server, restarted: true, waitedFor: null })).toBe(
      'redis to be healthy and migrate to complete',
    );
    expect(otherDependencies(redis)).toBeNull();
    expect(otherDependencies(item('x', { startedAt: at(1), dependsOn }))).toBeNull();
  });

  it('does not blame it for what was started anew since', () => {
    const early = item('x', { startedAt: at(1), dependsOn });
    expect(waitWords(early, new Set(['redis']))).toBe('can’t tell when redis was healthy');
  });
});
