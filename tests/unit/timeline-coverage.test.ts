import type { DockerEvent } from '@taskdeck/server/docker/docker-event';
import type { ContainerReading } from '@taskdeck/server/docker/container-reading';
import { applyEvent } from '@taskdeck/server/timeline/apply-event';
import { sampledState } from '@taskdeck/server/timeline/container-state';
import { isCovered, rememberedMs, type Resumption } from '@taskdeck/server/timeline/coverage';
import { judge } from '@taskdeck/server/timeline/judge';
import type { Finding } from '@taskdeck/server/timeline/comparison';
import { describe, expect, it } from 'vitest';
import { fakeContainer } from '../fakes/docker-engine.ts';

const view = fakeContainer({ id: 'a'.repeat(64) });

describe('how long the daemon surely remembers', () => {
  const reading = (intervalMs: number | null, state: 'running' | 'exited' = 'running') =>
    ({
      view: { ...view, state },
      facts: {
        id: view.id,
        imageId: null,
        restartPolicy: null,
        ports: [],
        mounts: [],
        hardening: {
          readOnlyRoot: null,
          user: null,
          privileged: null,
          noNewPrivileges: null,
          droppedCapabilities: [],
          addedCapabilities: [],
          init: null,
        },
        healthCheck:
          intervalMs === null ? null : { intervalMs, timeoutMs: 1, startPeriodMs: 0, retries: 1 },
        dependsOn: [],
      },
    }) satisfies Pick<ContainerReading, 'view' | 'facts'>;
  const many = (count: number, intervalMs: number) =>
    Array.from({ length: count }, () => reading(intervalMs));

  it.each([
    ['eight containers probed every 10 s', many(8, 10_000), 53_333],
    ['a hundred', many(100, 10_000), 4_267],
    ['a few, a minute at most', many(2, 30_000), 60_000],
    ['none is probed', [reading(null), reading(1, 'exited')], 60_000],
    ['nothing is known', [], 10_000],
  ])('%s', (_, readings, ms) => {
    expect(Math.round(rememberedMs(readings))).toBe(ms);
  });
});

describe('nothing can have been missed', () => {
  const resumption = (some: Partial<Resumption>) =>
    isCovered({
      toldAgain: false,
      soundMs: 0,
      nowMs: 20_000,
      rememberedMs: 30_000,
      wasAway: false,
      ...some,
    });

  it.each<[boolean, string, Partial<Resumption>]>([
    [true, 'it was short', {}],
    [false, 'it was longer than the daemon surely remembers', { nowMs: 31_000 }],
    [false, 'Docker was away, and may have forgotten', { wasAway: true }],
    [true, 'a known event was told again, after however long', { toldAgain: true, nowMs: 1e9 }],
    [true, 'and wherever Docker was', { toldAgain: true, wasAway: true }],
  ])('%s: %s', (covered, _, some) => {
    expect(resumption(some)).toBe(covered);
  });
});

describe('a container after an event', () => {
  const event = (some: Pick<DockerEvent, 'kind'> & Partial<DockerEvent>): DockerEvent => ({
    host: null,
    atMs: 1_000,
    key: 'key',
    containerId: view.id,
    name: 'new',
    service: null,
    project: null,
    replica: null,
    network: null,
    exitCode: null,
    ...some,
  });
  const before = sampledState(view);

  it.each<[Pick<DockerEvent, 'kind'> & Partial<DockerEvent>, object | null]>([
    [{ kind: 'died' }, { runs: 'down', endedMs: 1_000 }],
    [
      { kind: 'started' },
      { runs: 'running', startedMs: 1_000, oomKilled: false, health: 'starting' },
    ],
    [{ kind: 'oom' }, { oomKilled: true }],
    [{ kind: 'paused' }, { runs: 'paused' }],
    [{ kind: 'unpaused' }, { runs: 'running' }],
    [{ kind: 'unhealthy' }, { health: 'unhealthy' }],
    [{ kind: 'renamed' }, { name: 'new' }],
    [{ kind: 'connected', network: 'n' }, { networks: ['taskdeck_backend', 'n'] }],
    [{ kind: 'disconnected', network: 'taskdeck_backend' }, { networks: [] }],
    [{ kind: 'stopped' }, {}],
    [{ kind: 'removed' }, null],
  ])('%o', (some, change) => {
    expect(applyEvent(before, event(some))).toEqual(change && { ...before, ...change });
  });

  it('is known from its first event on, unless that does not name it', () => {
    expect(applyEvent(undefined, event({ kind: 'created' }))).toMatchObject({
      name: 'new',
      runs: 'down',
      networks: null,
    });
    expect(applyEvent(undefined, event({ kind: 'oom' }))).toMatchObject({
      runs: null,
      oomKilled: true,
    });
    expect(
      applyEvent(undefined, event({ kind: 'connected', name: null, network: 'n' })),
    ).toBeNull();
  });
});

describe('what is done about a difference', () => {
  const finding = (some: Partial<Finding>, kind: DockerEvent['kind'] = 'died'): Finding => ({
    change: { kind, atMs: null, network: null, exitCode: null },
    state: sampledState(view),
    view,
    sinceMs: 10_000,
    soundMs: 8_000,
    ...some,
  });
  const other = sampledState(fakeContainer({ id: 'b'.repeat(64) }));

  it('waits for an event to explain it', () => {
    expect(judge([finding({})], 14_999, 0)).toEqual({ note: [], reopen: false, lostSinceMs: null });
  });

  it('asks anew first where the stream is older than it, then notes it with the gap', () => {
    const one = finding({});
    expect(judge([one], 15_000, 0)).toMatchObject({ note: [], reopen: true });
    expect(judge([one], 18_000, 15_100)).toEqual({
      note: [one],
      reopen: false,
      lostSinceMs: 8_000,
    });
  });

  it('has no second gap where one is marked, or where no event is promised', () => {
    const marked = finding({ soundMs: null });
    expect(judge([marked], 15_000, 0)).toEqual({
      note: [marked],
      reopen: false,
      lostSinceMs: null,
    });
    const oom = finding({}, 'oom');
    expect(judge([oom], 18_000, 15_100)).toEqual({ note: [oom], reopen: false, lostSinceMs: null });
  });

  it('notes all of a container at once, and nothing of the others', () => {
    const due = [finding({ soundMs: null }), finding({ sinceMs: 14_000 }, 'healthy')];
    const later = finding({ state: other, sinceMs: 14_000 });
    expect(judge([...due, later], 15_000, 16_000).note).toEqual(due);
  });
});
