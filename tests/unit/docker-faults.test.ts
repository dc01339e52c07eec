import { describe, expect, it, vi } from 'vitest';
import { recorded } from '../fakes/docker-daemon.ts';
import type { Fault } from '../fakes/docker-daemon.ts';
import { setUpDocker } from '../fakes/docker-setup.ts';

const WORKER = '4648fbfee9edb1c629af8c99c113aff4fd5a68b4ae8a1323c2cfe8dc7ac5c3d7';

/** Docker's own limit, where it is the point that it runs out. */
const HURRIED = { callMs: 2_000 };
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

describe.concurrent('an engine that is not well', { timeout: 60_000 }, () => {
  const ALL = /./;
  const cases: readonly (readonly [string, Fault, string, RegExp])[] = [
    ['hangs', { match: ALL, how: 'hang' }, 'unreachable', /took too long/],
    ['breaks off', { match: ALL, how: 'half' }, 'unreachable', /took too long|failed/],
    ['lists, then hangs', { match: /[0-9a-f]{64}/, how: 'hang' }, 'unreachable', /took too long/],
    ['trickles', { match: ALL, how: 'trickle' }, 'unreachable', /took too long/],
    ['is no Docker', { match: ALL, how: 'garbage' }, 'unreachable', /does not speak as Docker/],
    ['fails', { match: ALL, how: { status: 500 } }, 'unreachable', /HTTP 500/],
    ['is behind a strict gate', { match: ALL, how: { status: 403 } }, 'forbidden', /allow-list/],
    ['is behind a gate, away', { match: ALL, how: { status: 502 } }, 'unreachable', /behind it/],
  ];
  it.for(cases)(
    'because it %s says so, and recovers',
    async ([, fault, state, reason], { onTestFinished }) => {
      const endless = ['hang', 'half', 'trickle'].some((how) => how === fault.how);
      const { engine, daemon } = await setUpDocker(onTestFinished, endless ? HURRIED : {});
      const recovers = () =>
        until(async () => expect((await engine.snapshot()).engine.state).toBe('connected'));
      await recovers();
      daemon.faults = [fault];
      // Details are remembered: what is new has to be asked for.
      daemon.containers = recorded('containers-mixed');
      const snapshot = await engine.snapshot();
      expect(snapshot.engine).toMatchObject({ state, reason: expect.stringMatching(reason) });
      expect(snapshot.items).toHaveLength(8);
      daemon.faults = [];
      await recovers();
    },
  );

  it('holds no connection that an answer trickles through for ever', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished, HURRIED);
    await engine.snapshot();
    daemon.faults = [{ match: /\/stats/, how: 'trickle' }];
    for (let sample = 0; sample < 2; sample++) await engine.snapshot();
    await until(() => expect(daemon.answering).toBe(0));
  });

  it('is one line in the log, however long it lasts', async ({ onTestFinished }) => {
    const { engine, daemon, warnings } = await setUpDocker(onTestFinished);
    daemon.faults = [{ match: ALL, how: { status: 500 } }];
    const { engine: state } = await engine.snapshot();
    await engine.snapshot();
    expect(warnings).toEqual([state.reason]);
  });

  it('still shows all others when one container hangs', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished, HURRIED);
    daemon.faults = [{ match: new RegExp(`/${WORKER}/stats`), how: 'hang' }];
    await until(async () => {
      const { engine: state, items } = await engine.snapshot();
      expect(state.state).toBe('connected');
      const unknown = items.filter(({ memory }) => memory.usedBytes === null);
      expect(unknown.map(({ id }) => id)).toEqual([WORKER]);
    });
  });

  it('does without version and size where a gate refuses them', async ({ onTestFinished }) => {
    const { engine, daemon } = await setUpDocker(onTestFinished);
    daemon.faults = [{ match: /version|info/, how: { status: 403 } }];
    expect((await engine.snapshot()).engine).toMatchObject({ state: 'connected', version: null });
  });
});
