import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerClient } from '@taskdeck/server/docker/docker-client';
import { createDockerEngine } from '@taskdeck/server/docker/create-docker-engine';
import { SamplingDockerEngine } from '@taskdeck/server/docker/sampling-docker-engine';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { recorded } from '../fakes/docker-daemon.ts';
import { setUpDocker, UNHURRIED_MS } from '../fakes/docker-setup.ts';

const WORKER = '4648fbfee9edb1c629af8c99c113aff4fd5a68b4ae8a1323c2cfe8dc7ac5c3d7';

describe('a snapshot', () => {
  it('has the containers of the project by service and replica, with figures from the second one on', async ({
    onTestFinished,
  }) => {
    const { engine } = await setUpDocker(onTestFinished);
    const first = await engine.snapshot();
    expect(first.engine).toMatchObject({ project: 'proto', cpus: 2, name: 'docker-host' });
    expect(first.items.map(({ service, replica }) => `${service}-${replica}`)).toEqual([
      'docker-gate-1',
      'nginx-1',
      'redis-1',
      'server-1',
      'server-2',
      'worker-1',
      'worker-2',
      'worker-3',
    ]);
    expect(first.items.every(({ cpu }) => cpu.cores === null)).toBe(true);
    const second = await engine.snapshot();
    const redis = second.items.find(({ service }) => service === 'redis');
    expect(redis?.cpu.cores).toBeCloseTo(0.008876, 5);
    expect(redis?.memory.reservationBytes).toBe(67108864);
  });

  it('lets no environment, command, label or path of the host out', async ({ onTestFinished }) => {
    const { engine } = await setUpDocker(onTestFinished);
    const text = JSON.stringify(await engine.snapshot());
    for (const secret of ['PATH=', '/srv/app', 'config-hash', 'docker-entrypoint', '/run/secrets'])
      expect(text).not.toContain(secret);
  });

  it('asks only for the project, and for details again when the list tells of a change or 10 s are over', async ({
    onTestFinished,
  }) => {
    const { engine, daemon, clock } = await setUpDocker(onTestFinished);
    await engine.snapshot();
    expect(daemon.lines(/\/containers\/json/)).toEqual([
      'GET /containers/json?all=true&filters=%7B%22label%22%3A%5B%22com.docker.compose.project%3Dproto%22%5D%7D',
    ]);
    expect(daemon.lines(/\/json$/)).toHaveLength(8);
    expect(daemon.lines(/\/stats/)).toHaveLength(8);
    clock.ms += 2_000;
    await engine.snapshot();
    expect(daemon.lines(/\/json$/)).toHaveLength(8);
    expect(daemon.lines(/GET \/(version|info)/)).toHaveLength(2);
    daemon.containers = recorded('containers-mixed');
    daemon.setDetails(recorded('inspect-oom-killed'));
    const mixed = await engine.snapshot();
    const changed = daemon.lines(/\/json$/).length - 8;
    expect(changed).toBe(4);
    expect(
      mixed.items.find(({ replica, service }) => service === 'worker' && replica === 3),
    ).toMatchObject({
      oomKilled: true,
      exitCode: 137,
    });
    clock.ms += 10_000;
    await engine.snapshot();
    expect(daemon.lines(/\/json$/)).toHaveLength(8 + changed + 8);
  });

  it('has a container out of a network as soon as the list tells that it left it', async ({
    onTestFinished,
  }) => {
    const { engine, daemon, clock } = await setUpDocker(onTestFinished);
    await engine.snapshot();
    const left = { NetworkSettings: { Networks: {} } };
    const rows = z.array(z.looseObject({ Id: z.string() })).parse(daemon.containers);
    daemon.containers = rows.map((row) => (row.Id === WORKER ? { ...row, ...left } : row));
    daemon.setDetails({ ...Object(recorded('inspect-worker')), ...left });
    clock.ms += 2_000;
    const { items } = await engine.snapshot();
    expect(items.find(({ id }) => id === WORKER)?.networks).toEqual([]);
    expect(daemon.lines(/\/json$/)).toHaveLength(8 + 1);
    await engine.snapshot();
    expect(daemon.lines(/\/json$/)).toHaveLength(8 + 1);
  });

  it('is shared by those who ask at the same time', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    const [a, b] = await Promise.all([engine.snapshot(), engine.snapshot()]);
    expect(a).toBe(b);
    expect(daemon.lines(/containers\/json/)).toHaveLength(1);
  });

  it('starts CPU figures anew with a restarted container, even if it is past its old counters', async ({
    onTestFinished,
  }) => {
    const { engine, daemon, clock } = await setUpDocker(onTestFinished);
    await engine.snapshot();
    const details = recorded('inspect-worker');
    // Between the two recorded readings.
    const State = { Status: 'running', Running: true, StartedAt: '2026-11-22T11:03:00Z' };
    daemon.setDetails({ ...Object(details), State });
    clock.ms += 10_000;
    const { items } = await engine.snapshot();
    expect(items.find(({ id }) => id === WORKER)?.cpu.cores).toBeNull();
  });

  it('recovers when a cleaner of temporary files took our gate away', async ({
    onTestFinished,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'docker-engine-'));
    vi.stubEnv('TMPDIR', folder);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    });
    const { engine, daemon } = await setUpDocker(onTestFinished);
    await engine.snapshot();
    const gates = readdirSync(folder).filter((name) => name.startsWith('taskdeck-docker-'));
    expect(gates).toHaveLength(1);
    for (const name of gates) rmSync(join(folder, name), { recursive: true });
    await daemon.down();
    await engine.snapshot();
    await daemon.up();
    await vi.waitFor(async () => expect((await engine.snapshot()).engine.state).toBe('connected'), {
      timeout: 20_000,
    });
  });

  it('does without a container that was removed in between', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    daemon.faults = [{ match: new RegExp(`/${WORKER}/`), how: { status: 404 } }];
    const { engine: state, items } = await engine.snapshot();
    expect(state.state).toBe('connected');
    expect(items.find(({ id }) => id === WORKER)).toMatchObject({
      restarts: null,
      state: 'running',
    });
  });
});

describe('settings', () => {
  const log = { info: () => {}, warn: () => {} };

  it.for([
    [
      'a socket that is not there',
      'unix:///nowhere/docker.sock',
      'There is no Docker socket at /nowhere/docker.sock.',
    ],
    ['a port where nothing listens', 'tcp://127.0.0.1:1', 'Nothing listens at 127.0.0.1:1.'],
  ] as const)('%s: unreachable, with what to do', async ([, host, reason], { onTestFinished }) => {
    const { engine } = await setUpDocker(onTestFinished, { host });
    expect((await engine.snapshot()).engine).toMatchObject({
      state: 'unreachable',
      reason: expect.stringContaining(reason),
    });
  });

  it('off asks nobody and says how to switch it on', async ({ onTestFinished }) => {
    const { engine } = await setUpDocker(onTestFinished, { host: 'off' });
    expect(await engine.snapshot()).toMatchObject({
      engine: { state: 'off', reason: expect.stringContaining('DOCKER_HOST') },
      at: null,
      items: [],
    });
  });

  it('refuses what it can not read', () => {
    expect(() => createDockerEngine({ host: 'ssh://x', project: null, log })).toThrow(
      'DOCKER_HOST',
    );
    expect(() => createDockerEngine({ host: 'off', project: 'a b', log })).toThrow(
      'DOCKER_PROJECT',
    );
  });

  it('shows other projects only when told to show all', async ({ onTestFinished }) => {
    const { engine } = await setUpDocker(onTestFinished, { project: 'other' });
    expect((await engine.snapshot()).items).toEqual([]);
    const all = await setUpDocker(onTestFinished, { project: '*' });
    const snapshot = await all.engine.snapshot();
    expect(snapshot.items).toHaveLength(8);
    expect(snapshot.engine.project).toBeNull();
  });

  it.for([
    ['in full', WORKER, 'proto'],
    ['by its short id', WORKER.slice(0, 12), 'proto'],
    ['that this Docker does not have', 'f'.repeat(64), null],
  ] as const)(
    'takes the project of its own container, known %s',
    async ([, ownId, project], { onTestFinished }) => {
      const { daemon } = await setUpDocker(onTestFinished);
      const address = { kind: 'socket', path: daemon.socket } as const;
      const client = createDockerClient(address, false, UNHURRIED_MS);
      const engine = new SamplingDockerEngine({
        client,
        address,
        project: null,
        ownId,
        swarm: false,
        callMs: UNHURRIED_MS,
        log,
        now: Date.now,
      });
      expect((await engine.snapshot()).engine.project).toBe(project);
      await engine.snapshot();
      expect(daemon.lines(/containers\/json\?all=true$/)).toHaveLength(project === null ? 3 : 1);
      await engine.close();
    },
  );
});
