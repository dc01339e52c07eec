import { sampledState, type ContainerState } from '@taskdeck/server/timeline/container-state';
import { adopt, findChanges, findFirstChanges } from '@taskdeck/server/timeline/find-changes';
import type { ContainerView } from '@taskdeck/server/schemas/container';
import { describe, expect, it } from 'vitest';
import { fakeContainer } from '../fakes/docker-engine.ts';

const T0 = Date.parse('2026-11-22T12:00:00.000Z');
const iso = (ms: number) => new Date(ms).toISOString();

const view = (some: Partial<ContainerView> = {}) =>
  fakeContainer({ id: 'a'.repeat(64), startedAt: iso(T0), ...some });
const exited = (endedMs: number, some: Partial<ContainerView> = {}) =>
  view({ state: 'exited', health: null, finishedAt: iso(endedMs), exitCode: 1, ...some });
const known = (some: Partial<ContainerState> = {}): ContainerState => ({
  ...sampledState(view()),
  ...some,
});
/** Kind and, where Docker tells it, time in ms after T0. */
const found = (before: ContainerState, after: ContainerView) =>
  findChanges(before, after).map(({ kind, atMs }) =>
    atMs === null ? kind : `${kind} ${atMs - T0}`,
  );

describe('what a sample tells that no event told', () => {
  it('is nothing where all is as it was', () => {
    expect(found(known(), view())).toEqual([]);
    expect(found(sampledState(exited(T0 + 1)), exited(T0 + 1))).toEqual([]);
  });

  it.each<[string, Partial<ContainerState>, ContainerView, string[]]>([
    ['an end', {}, exited(T0 + 500), ['died 500']],
    ['a crash between restarts', {}, exited(T0 + 500, { state: 'restarting' }), ['died 500']],
    ['an end whose time is not told', {}, exited(T0, { finishedAt: null }), ['died']],
    [
      'a kill for want of memory',
      {},
      exited(T0 + 500, { oomKilled: true }),
      ['oom 500', 'died 500'],
    ],
    ['a start', { runs: 'down' }, view({ startedAt: iso(T0 + 900) }), ['started 900', 'healthy']],
    ['its first start', { runs: 'down', startedMs: null }, view(), ['started 0', 'healthy']],
    [
      'a start and an end',
      { runs: 'down' },
      exited(T0 + 990, { startedAt: iso(T0 + 900) }),
      ['started 900', 'died 990'],
    ],
    [
      'a restart',
      {},
      view({ startedAt: iso(T0 + 60_000), health: 'starting' }),
      ['restarted 60000'],
    ],
    ['a pause', {}, view({ state: 'paused', health: null }), ['paused']],
    ['the end of a pause', { runs: 'paused' }, view(), ['unpaused']],
    ['a worse health', {}, view({ health: 'unhealthy' }), ['unhealthy']],
    ['a better health', { health: 'starting' }, view(), ['healthy']],
    ['another name', { name: 'old' }, view(), ['renamed']],
  ])('%s', (_, before, after, changes) => {
    expect(found(known(before), after)).toEqual(changes);
  });

  it('names the networks that it joined and left', () => {
    const joined = { name: 'new', ipAddress: null, aliases: [] };
    expect(
      findChanges(
        known({ networks: ['old', 'both'] }),
        view({ networks: [joined, { ...joined, name: 'both' }] }),
      ),
    ).toMatchObject([
      { kind: 'connected', network: 'new' },
      { kind: 'disconnected', network: 'old' },
    ]);
  });

  it.each<[string, Partial<ContainerState>, ContainerView]>([
    [
      'the list of networks of what does not run',
      { runs: 'down', startedMs: T0 },
      exited(T0 + 1, { networks: [] }),
    ],
    ['health that is still being found out', {}, view({ health: 'starting' })],
    ['health that was never known', { health: null }, view()],
    ['a time of start that an event told a little later', { startedMs: T0 + 1_500 }, view()],
    ['a time of start that is not told', {}, view({ startedAt: null })],
    [
      'an end before the start that is known: the sample is older',
      { startedMs: T0 + 60_000 },
      exited(T0 + 50_000),
    ],
    [
      'what ran when the sample was taken, and has ended since',
      { runs: 'down', endedMs: T0 + 9 },
      view(),
    ],
    ['a count of restarts that a start by hand set back', {}, view({ restarts: 0 })],
    ['an unknown state', { runs: null, oomKilled: null }, exited(T0 + 5, { oomKilled: true })],
  ])('does not take for a change: %s', (_, before, after) => {
    expect(found(known(before), after)).toEqual([]);
  });
});

describe('a container that was not known', () => {
  const first = (one: ContainerView, sinceMs: number) =>
    findFirstChanges(one, sinceMs).map(({ kind }) => kind);

  it('tells its story since a time', () => {
    const one = exited(T0 + 9_000, { createdAt: iso(T0 - 1), oomKilled: true });
    expect(first(one, T0 - 5_000)).toEqual(['created', 'started', 'oom', 'died']);
    expect(first(one, T0 + 5_000)).toEqual(['oom', 'died']);
  });

  it('has none where it is older than that', () => {
    expect(first(view({ createdAt: iso(T0 - 9_000) }), T0 + 1)).toEqual([]);
  });
});

describe('what is known afterwards', () => {
  it('is the sample, and what was known where it does not tell', () => {
    const silent = view({ state: 'paused', health: null, startedAt: null, oomKilled: null });
    expect(adopt(known({ endedMs: 5 }), silent)).toMatchObject({
      runs: 'paused',
      health: 'healthy',
      startedMs: T0,
      endedMs: 5,
      oomKilled: false,
    });
  });
});
