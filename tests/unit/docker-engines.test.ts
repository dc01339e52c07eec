import { negotiateApi } from '@taskdeck/server/docker/engine-api';
import { connectedEngine } from '@taskdeck/server/docker/engine-view';
import { EngineInfo, EngineVersion } from '@taskdeck/server/docker/docker-answers';
import { engineFailure } from '@taskdeck/server/docker/engine-failure';
import { describe, expect, it } from 'vitest';
import { recorded } from '../fakes/docker-daemon.ts';
import { setUpDocker } from '../fakes/docker-setup.ts';

const recordedVersion = EngineVersion.parse(recorded('version'));

describe('an engine tells what it is', () => {
  const kinds: readonly (readonly [string, string, string, object])[] = [
    ['Docker', 'version', 'info', { kind: 'docker', rootless: false, cgroups: '1' }],
    [
      'Docker without root',
      'version',
      'info-rootless-by-hand',
      { kind: 'docker', rootless: true, cgroups: '2' },
    ],
    [
      'Podman',
      'version-podman-by-hand',
      'info-podman-by-hand',
      { kind: 'podman', rootless: true, cgroups: '2', version: '5.6.0', apiVersion: '1.41' },
    ],
  ];
  it.each(kinds)('%s', (_, version, info, engine) => {
    const answers = {
      version: EngineVersion.parse(recorded(version)),
      info: EngineInfo.parse(recorded(info)),
    };
    expect(connectedEngine(answers, null)).toMatchObject(engine);
  });

  it('says that it is not known where a gate keeps it', () => {
    expect(connectedEngine({ version: null, info: null }, null)).toMatchObject({
      kind: null,
      rootless: null,
      cgroups: null,
    });
    const words = { CgroupVersion: '3', SecurityOptions: null, Rootless: false };
    const version = { ...recordedVersion, Components: null, Platform: { Name: 'Balena' } };
    expect(connectedEngine({ version, info: EngineInfo.parse(words) }, null)).toMatchObject({
      kind: null,
      rootless: false,
      cgroups: null,
    });
  });
});

describe('Podman', () => {
  it('has its list read, with its words for states and without health in it', async ({
    onTestFinished,
  }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    daemon.version = recorded('version-podman-by-hand');
    daemon.info = recorded('info-podman-by-hand');
    daemon.containers = recorded('containers-podman-by-hand');
    const { engine: state, items } = await engine.snapshot();
    expect(state).toMatchObject({ state: 'connected', kind: 'podman', apiVersion: '1.41' });
    expect(items.map(({ name, state, health }) => ({ name, state, health }))).toEqual([
      { name: 'proto-worker-1', state: 'running', health: 'healthy' },
      { name: 'proto-worker-2', state: 'created', health: null },
      { name: 'proto-worker-3', state: 'exited', health: null },
    ]);
  });
});

describe("Docker's API", () => {
  const negotiate = (ApiVersion: string | null, MinAPIVersion: string | null) =>
    negotiateApi({ ...recordedVersion, ApiVersion, MinAPIVersion });

  it.each([
    ['1.41', '1.24', null],
    ['1.51', '1.24', null],
    ['1.52', '1.44', null],
    ['1.53', '1.44', 'v1.52'],
    ['1.60', '1.52', 'v1.52'],
    [null, null, null],
    ['latest', '?', null],
  ])('of %s, at least %s, is spoken as %s', (newest, oldest, spoken) => {
    expect(negotiate(newest, oldest)).toBe(spoken);
  });

  it.each([
    ['1.61', '1.53', 'too new'],
    ['1.40', '1.12', 'too old'],
    ['1.9', null, 'too old'],
  ])('of %s, at least %s, is %s', (newest, oldest, words) => {
    expect(() => negotiate(newest, oldest)).toThrow(words);
  });

  const versions = {
    old: { ApiVersion: '1.39' },
    new: { ApiVersion: '1.70', MinAPIVersion: '1.60' },
  };
  it.for([
    ['old', /speaks API 1\.39 at most, and 1\.41 is needed\. Update it to Docker Engine 20\.10/],
    ['new', /speaks API 1\.60 or later, which is newer .+ Update Taskdeck\./],
  ] as const)('that is too %s is said', async ([how, reason], { onTestFinished }) => {
    const { engine, daemon, warnings } = await setUpDocker(onTestFinished);
    daemon.version = { ...recordedVersion, ...versions[how] };
    const { engine: state, items } = await engine.snapshot();
    expect(state).toMatchObject({ state: 'unsupported', reason: expect.stringMatching(reason) });
    expect(items).toEqual([]);
    expect(daemon.lines(/stats/)).toEqual([]);
    await engine.snapshot();
    expect(warnings).toEqual([state.reason]);
    daemon.version = recordedVersion;
    expect((await engine.snapshot()).engine.state).toBe('connected');
  });

  it('that is newer than ours is spoken as ours', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    daemon.version = { ...recordedVersion, ApiVersion: '1.54', MinAPIVersion: '1.44' };
    await engine.snapshot();
    const { engine: state, items } = await engine.snapshot();
    expect(state).toMatchObject({ state: 'connected', apiVersion: '1.54' });
    expect(items).toHaveLength(8);
    expect(daemon.lines(/^GET \/v1\.52\/containers\/json/)).toHaveLength(1);
    expect(daemon.lines(/^GET \/v1\.\d+\/(version|info)/)).toEqual([]);
  });
});

describe('a socket that may not be opened', () => {
  it.each([
    ['/var/run/docker.sock', /member of the socket's group/],
    ['/run/user/1000/docker.sock', /run this server as that user/],
    ['/run/podman/podman.sock', /run this server as that user/],
  ])('at %s: forbidden, with what to do', (path, reason) => {
    expect(engineFailure({ code: 'EACCES' }, { kind: 'socket', path })).toEqual({
      state: 'forbidden',
      reason: expect.stringMatching(reason),
    });
  });

  it('that is not there: where others have theirs', () => {
    const { reason } = engineFailure({ code: 'ENOENT' }, { kind: 'socket', path: '/x.sock' });
    for (const place of ['/run/user/<uid>/docker.sock', '/run/podman/podman.sock'])
      expect(reason).toContain(`unix://${place}`);
  });
});
