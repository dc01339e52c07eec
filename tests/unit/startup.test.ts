import type { StackFacts } from '@taskdeck/server/redis/snapshots';
import type { ContainerView } from '@taskdeck/server/schemas/container';
import type { ContainerFacts } from '@taskdeck/server/schemas/container-detail';
import { startupView } from '@taskdeck/server/usage/startup-view';
import { describe, expect, it } from 'vitest';
import { fakeContainer } from '../fakes/docker-engine.ts';
import { fakeFacts } from '../fakes/container-facts.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 11, 0, second)).toISOString();
type Dependency = ContainerFacts['dependsOn'][number];

/** A container of a service that was created at 0 s, and what it depends on. */
function container(
  service: string,
  some: Partial<ContainerView> & { startedAt: string | null },
  ...dependsOn: [service: string, condition: Dependency['condition']][]
) {
  const id = some.id ?? service;
  return {
    view: fakeContainer({ id, service, createdAt: at(0), name: `deck-${id}`, ...some }),
    facts: fakeFacts({
      id,
      dependsOn: dependsOn.map(([name, condition]) => ({ service: name, condition })),
    }),
  };
}

function startup(all: ReturnType<typeof container>[], some: Partial<StackFacts> = {}) {
  const items = all.map(({ facts }) => facts);
  const facts = { items, healthyAt: {}, startedAnew: [], changedAt: at(0), ...some };
  const views = all.map(({ view }) => view);
  const view = startupView(views, facts);
  const of = (id: string) => view.items.find((item) => item.id === id);
  return { ...view, of };
}

const redis = container('redis', { startedAt: at(1) });
const server = container('server', { startedAt: at(6) }, ['redis', 'healthy']);

describe('startupView', () => {
  it('tells each condition, when it was met, and which one was waited for', () => {
    const ended = { state: 'exited', health: null, exitCode: 0, done: true } as const;
    const migrate = container('migrate', { startedAt: at(2), finishedAt: at(9), ...ended });
    const worker = container(
      'worker',
      { startedAt: at(10) },
      ['redis', 'started'],
      ['server', 'healthy'],
      ['migrate', 'completed'],
      ['redis', 'other'],
    );
    const { from, items, of } = startup([worker, server, migrate, redis], {
      healthyAt: { redis: at(5), server: at(8) },
    });
    expect(from).toBe(at(0));
    expect(items.map(({ id }) => id)).toEqual(['redis', 'migrate', 'server', 'worker']);
    expect(of('worker')).toMatchObject({
      dependsOn: [{ metAt: at(1) }, { metAt: at(8) }, { metAt: at(9) }, { metAt: null }],
      waitedFor: { service: 'migrate', ms: 9_000 },
    });
    expect(of('server')?.waitedFor).toEqual({ service: 'redis', ms: 5_000 });
    expect(of('redis')).toMatchObject({ waitedFor: null, healthyAt: at(5), dependsOn: [] });
    expect(of('migrate')).toMatchObject({ done: true, finishedAt: at(9), exitCode: 0 });
  });

  it('waits for the last of several replicas, but not for those that came later', () => {
    const replica = (id: string, created: number, started: number) =>
      container('redis', { id, createdAt: at(created), startedAt: at(started) });
    const all = [replica('r1', 0, 1), replica('r2', 0, 3), replica('r3', 30, 31), server];
    const healthyAt = { r1: at(2), r2: at(4), r3: at(40) };
    const { of } = startup(all, { healthyAt });
    expect(of('server')?.dependsOn[0]?.metAt).toBe(at(4));
    const unknown = startup(all, { healthyAt: { r1: at(2) } });
    expect(unknown.of('server')).toMatchObject({ dependsOn: [{ metAt: null }], waitedFor: null });
  });

  it('draws no conclusion from what was started anew', () => {
    const again = { startedAnew: ['redis'], healthyAt: { redis: at(50) } };
    const late = container('redis', { startedAt: at(45) });
    const { of } = startup([late, server], again);
    expect(of('redis')).toMatchObject({ restarted: true, waitedFor: null });
    expect(of('server')).toMatchObject({ dependsOn: [{ metAt: null }], waitedFor: null });

    const restarting = container('server', { startedAt: at(60), restarts: 2 }, [
      'redis',
      'started',
    ]);
    expect(startup([redis, restarting]).of('server')).toMatchObject({
      restarted: true,
      dependsOn: [{ metAt: at(1) }],
      waitedFor: null,
    });
  });

  it('takes no later run of what runs to its end for the one that was waited for', () => {
    const ended = { state: 'exited', health: null, exitCode: 0, done: true } as const;
    const again = container('migrate', { startedAt: at(50), finishedAt: at(52), ...ended });
    const worker = container('worker', { startedAt: at(10) }, ['migrate', 'completed']);
    expect(startup([again, worker]).of('worker')).toMatchObject({
      dependsOn: [{ metAt: null }],
      waitedFor: null,
    });
  });

  it('waits for nothing that was there long before', () => {
    const made = container('server', { createdAt: at(30), startedAt: at(31) }, [
      'redis',
      'started',
    ]);
    expect(startup([redis, made]).of('server')).toMatchObject({
      dependsOn: [{ metAt: at(1) }],
      waitedFor: null,
    });
  });

  it('knows no moment of a dependency that is not there, failed, or was replaced since', () => {
    const failed = container('migrate', {
      startedAt: at(2),
      state: 'exited',
      exitCode: 1,
      finishedAt: at(3),
    });
    const replaced = container('redis', { createdAt: at(40), startedAt: at(41) });
    const worker = container(
      'worker',
      { startedAt: at(10) },
      ['gone', 'started'],
      ['migrate', 'completed'],
      ['redis', 'started'],
    );
    const { of } = startup([failed, replaced, worker]);
    expect(of('worker')?.dependsOn.map(({ metAt }) => metAt)).toEqual([null, null, null]);
  });

  it('keeps projects and hosts apart', () => {
    const one = (project: string, host: string | null, service: string, started: number) => ({
      id: `${project}-${host}-${service}`,
      name: `${project}-${service}-1`,
      host,
      startedAt: at(started),
    });
    const own = (project: string, host: string | null, started: number) => [
      container('redis', one(project, host, 'redis', started)),
      container('server', one(project, host, 'server', started + 1), ['redis', 'started']),
    ];
    const { of } = startup([...own('a', null, 1), ...own('b', null, 11), ...own('a', 'far', 21)]);
    const met = (id: string) => of(id)?.dependsOn[0]?.metAt;
    expect(met('a-null-server')).toBe(at(1));
    expect(met('b-null-server')).toBe(at(11));
    expect(met('a-far-server')).toBe(at(21));
  });

  it('shows what it knows without facts, and nothing of nothing', () => {
    const created = fakeContainer({
      id: 'x',
      service: null,
      name: 'alone',
      state: 'created',
      health: null,
      createdAt: null,
      startedAt: null,
    });
    expect(startupView([created], null)).toMatchObject({
      from: null,
      items: [{ service: 'alone', hasHealthCheck: false, dependsOn: [], waitedFor: null }],
    });
    expect(startupView([], null)).toEqual({ from: null, items: [] });
  });
});
