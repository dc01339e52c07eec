import { Networks } from '@taskdeck/server/schemas/network';
import { afterAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { openLive } from '../support/live.ts';
import { call, operatorToken } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('the networks that the panel tells of', () => {
  const stack = sharedStack();
  const frontend = `${stack.settings.project}_frontend`;
  const networks = async () => Networks.parse(await (await call(stack, '/api/networks')).json());
  const until = (what: string, isSo: (view: Networks) => boolean, timeoutMs = 30_000) =>
    waitFor(
      async () => {
        const view = await networks();
        return isSo(view) ? view : null;
      },
      { what, timeoutMs, intervalMs: 250 },
    );
  const failing = ({ rules }: Networks) => rules.filter(({ passes }) => passes === false);
  const cellOf = (view: Networks, from: string, to: string) =>
    view.reachability.find((cell) => cell.from === from && cell.to === to);
  afterAll(() => stack.restore());

  it('have the members that Docker tells', async () => {
    // What other tests started and removed again is seen to be gone a moment later.
    const isSo = async () => {
      const view = await networks();
      expect(view.trouble).toBeNull();
      for (const { name, members } of view.items) {
        const [inspected] = JSON.parse(await stack.docker('network', 'inspect', name));
        expect(members.map(({ containerId }) => containerId).sort()).toEqual(
          Object.keys(inspected.Containers).sort(),
        );
      }
      return true;
    };
    expect(await waitFor(isSo, { timeoutMs: 60_000, intervalMs: 500 })).toBe(true);
  });

  it('hold every rule of isolation.rules', async () => {
    const isProbed = (now: Networks) =>
      ['server', 'worker'].every((from) => cellOf(now, from, 'redis')?.observed === true);
    const broken = ({ rules }: Networks) => rules.filter(({ passes }) => passes !== true);
    // What was found before other tests counts until somebody tries again: a minute at most.
    const isSo = (now: Networks) => isProbed(now) && broken(now).length === 0;
    const view = await until('every rule to hold after a probe', isSo, 120_000);
    expect(view.ruleFaults).toEqual([]);
  });

  it('are as the probes find them, from each service that probes to every other', async () => {
    const tried = ({ reachability }: Networks) =>
      reachability.filter(({ observed }) => observed !== null);
    const from = (now: Networks) => new Set(tried(now).map((cell) => cell.from));
    const surprises = (now: Networks) =>
      tried(now).filter(({ reachable, observed }) => reachable !== observed);
    const isSo = (now: Networks) => from(now).size === 3 && surprises(now).length === 0;
    const view = await until('all probes to find what is predicted', isSo, 120_000);
    expect(from(view)).toEqual(new Set(['server', 'worker', 'notifier']));
  });

  it('fail their rules when a worker is connected to frontend, and pass again', async () => {
    const [worker] = await stack.containers('worker');
    if (worker === undefined) throw new Error('There is a worker');
    // Somebody looks: then Docker is read every 2 s.
    const authorization = `Bearer ${await operatorToken(stack)}`;
    const tab = await openLive({ url: stack.url, headers: { authorization } });
    await tab.next('containers');
    await tab.next('containers');
    await stack.docker('network', 'connect', frontend, worker.Id);
    try {
      const view = await until('a failing rule', (now) =>
        failing(now).some(({ text }) => text === 'worker !-> nginx'),
      );
      expect(cellOf(view, 'worker', 'nginx')?.reason).toMatch(/^both are on frontend \(.+ only\)$/);
      const probed = await until(
        'a probe that gets there',
        (now) => cellOf(now, 'worker', 'nginx')?.observed === true,
        120_000,
      );
      expect(cellOf(probed, 'worker', 'nginx')?.observation?.words).toMatch(/^1 of 3 connected/);
    } finally {
      await stack.docker('network', 'disconnect', frontend, worker.Id);
    }
    // What was found before counts until somebody tries again: a minute at most.
    await until('the rules to pass', (now) => failing(now).length === 0, 120_000);
    tab.close();
  });
});
