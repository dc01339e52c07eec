import { Containers, type ContainerView } from '@taskdeck/server/schemas/container';
import { Hardening } from '@taskdeck/server/schemas/hardening';
import { StackDay } from '@taskdeck/server/schemas/stack-day';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { waitFor } from '../support/wait-for.ts';
import { call, job, submit } from './api.ts';
import { type Container, serviceOf } from './container.ts';
import { countersAt, type EngineStats, engineStats, keepReading } from './engine-stats.ts';
import { noEngine, sharedStack } from './shared-stack.ts';
import { Watch } from './watch.ts';

const stack = sharedStack();
const panel = async (): Promise<Containers> =>
  Containers.parse(await (await call(stack, '/api/containers')).json());
/** What the panel and what `docker inspect` say of each container. */
const bySide = async (): Promise<{ view: ContainerView; inspected: Container }[]> => {
  const inspected = await stack.containers();
  const fromMs = Date.now();
  const { items } = await waitFor(
    async () => {
      const view = await panel();
      return Date.parse(view.at ?? '') > fromMs && view;
    },
    { what: 'the panel to read Docker again', timeoutMs: 30_000, intervalMs: 250 },
  );
  const ids = inspected.map(({ Id }) => Id);
  expect(items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  return items.flatMap((view) =>
    inspected.filter(({ Id }) => Id === view.id).map((one) => ({ view, inspected: one })),
  );
};

describe.skipIf(noEngine)('the containers that the panel tells of', () => {
  let watch: Watch;
  beforeAll(async () => {
    watch = await Watch.open(stack);
  });
  afterAll(() => watch.close());

  it('have the names, states and limits that docker inspect tells', async () => {
    for (const { view, inspected } of await bySide()) {
      const { HostConfig: limits, State } = inspected;
      expect(view).toMatchObject({
        name: inspected.Name.slice(1),
        service: serviceOf(inspected),
        image: inspected.Config.Image,
        state: State.Status,
        health: State.Status === 'running' ? (State.Health?.Status ?? null) : null,
        cpu: { limitCores: limits.NanoCpus / 1e9 },
        memory: { limitBytes: limits.Memory, reservationBytes: limits.MemoryReservation },
        pids: { limit: limits.PidsLimit },
      });
      // Every service of ours has each of them, so that none of these is "no limit".
      expect(limits.NanoCpus * limits.Memory * limits.MemoryReservation).toBeGreaterThan(0);
    }
  });

  it('are on the networks, at the addresses, that docker network inspect tells', async () => {
    const both = await bySide();
    const names = both.flatMap(({ view }) => view.networks.map(({ name }) => name));
    const Inspected = z.tuple([
      z.object({ Containers: z.record(z.string(), z.object({ IPv4Address: z.string() })) }),
    ]);
    // The one-off that makes the secrets has none.
    const own = new Set(names.filter((name) => name !== 'none'));
    expect(own.size).toBe(6);
    for (const name of own) {
      const text = await stack.docker('network', 'inspect', name);
      const [network] = Inspected.parse(JSON.parse(text));
      const told = both.flatMap(({ view: { id, networks } }) =>
        networks.filter((one) => one.name === name).map(({ ipAddress }) => [id, ipAddress]),
      );
      const members = Object.entries(network.Containers);
      expect(Object.fromEntries(told)).toEqual(
        Object.fromEntries(members.map(([id, one]) => [id, one.IPv4Address.split('/')[0]])),
      );
    }
  });

  it('all have a place in the last 24 h and are held against the rules of hardening', async () => {
    const ids = (await stack.containers()).map(({ Id }) => Id).toSorted();
    const day = await waitFor(
      async () => {
        const now = StackDay.parse(await (await call(stack, '/api/day')).json());
        const isAll =
          now.containers
            .map(({ id }) => id)
            .toSorted()
            .join() === ids.join();
        // Right after the start of a stack nothing is known yet.
        return isAll && now.containers.some(({ strip }) => strip.endsWith('h'));
      },
      { what: 'a day of every container', timeoutMs: 120_000, intervalMs: 500 },
    );
    expect(day).toBe(true);

    const hardening = Hardening.parse(await (await call(stack, '/api/hardening')).json());
    const judged = hardening.checks.flatMap(({ service }) => service ?? []);
    const services = (await stack.containers()).map(serviceOf);
    expect(new Set(judged)).toEqual(new Set(services));
    const ofContainers = hardening.checks.filter(({ about }) => about === 'containers');
    expect(ofContainers.filter(({ passes }) => passes === null)).toEqual([]);
  });
});

/** Looked at for 20 s, in which a worker prices options. */
describe.skipIf(noEngine)('usage that the panel tells', () => {
  let samples: readonly Containers[] = [];
  let engine: ReadonlyMap<string, readonly EngineStats[]> = new Map();
  let busyId = '';
  const of = (id: string) =>
    samples.flatMap(({ at, items }) =>
      items.filter((one) => one.id === id).map((view) => ({ ...view, atMs: Date.parse(at ?? '') })),
    );

  /** Collects what a tab is shown, and what the engine reads of these containers meanwhile. */
  const look = async (ids: readonly string[]) => {
    const watch = await Watch.open(stack);
    const stop = await keepReading(await engineStats(stack), ids, 300);
    const fromMs = Date.now();
    try {
      await watch.list(fromMs + 20_000, 'anything', () => true);
      samples = watch.lists(fromMs);
    } finally {
      engine = await stop();
      watch.close();
    }
  };

  beforeAll(async () => {
    // More than it can do in that time.
    const load = await submit(stack, 'monte-carlo', { paths: 10_000_000, steps: 2_000 });
    busyId = await waitFor(async () => {
      const { state, container } = await job(stack, load);
      return state === 'active' && container?.id;
    });
    const running = (await stack.containers()).filter(({ State }) => State.Status === 'running');
    try {
      await look(running.map(({ Id }) => Id));
    } finally {
      await call(stack, `/api/tasks/${load}/cancel`, { method: 'POST' });
    }
  });

  /**
   * Each sample against the engine's readings right before and after it: what lies between those two is right, because memory goes up and down
   * (a garbage collection can free more than 2 % at once). The median of all samples, because the process of a health check uses some
   * memory for some ms, and one side alone may see it.
   */
  it('is the memory that the engine itself reads, within 2 %', () => {
    expect(engine.size).toBe(9);
    for (const [id, readings] of engine) {
      const deviations = of(id).map(({ atMs, memory: { usedBytes } }) => {
        const before = readings.findLast((one) => one.atMs < atMs - SAMPLING_MS);
        const near = readings.filter((one) => one.atMs >= (before?.atMs ?? 0));
        const after = near.findIndex((one) => one.atMs > atMs);
        const bytes = near.slice(0, after + 1).map(({ memoryBytes }) => memoryBytes);
        const used = usedBytes ?? Number.NaN;
        const nearest = Math.min(Math.max(used, Math.min(...bytes)), Math.max(...bytes));
        return Math.abs(used / nearest - 1);
      });
      expect(deviations.length).toBeGreaterThanOrEqual(5);
      const median = deviations.toSorted((a, b) => a - b)[Math.floor(deviations.length / 2)];
      expect(median, `of ${of(id)[0]?.name}`).toBeLessThanOrEqual(0.02);
    }
  });

  /**
   * Means over the same 20 s, because what a busy container gets differs from second to second on a machine with other work. The engine's is
   * made as `docker stats` does: CPU time of the container over that of all processors.
   */
  it('is the CPU that docker stats computes, within 2 %', () => {
    const own = of(busyId);
    const [first, last] = [own[0]?.atMs ?? 0, own.at(-1)?.atMs ?? 0];
    const weighted = own.slice(1).map(({ cpu, atMs }, at) => {
      return (cpu.cores ?? Number.NaN) * (atMs - (own[at]?.atMs ?? 0));
    });
    const cores = weighted.reduce((sum, one) => sum + one, 0) / (last - first);

    const readings = engine.get(busyId) ?? [];
    const [start, end] = [countersAt(readings, first), countersAt(readings, last)];
    const share = (end.cpuNs - start.cpuNs) / (end.systemNs - start.systemNs);
    const expected = share * end.cpus;
    expect(expected).toBeGreaterThan(0.1);
    expect(Math.abs(cores / expected - 1), `${cores} and ${expected} cores`).toBeLessThan(0.02);
  });
});

/** A sample's `at` is its end: its readings were made within this time before. */
const SAMPLING_MS = 1_000;
