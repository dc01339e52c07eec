import { Hardening, type HardeningCheck } from '@taskdeck/server/schemas/hardening';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeFacts } from '../fakes/container-facts.ts';
import { fakeContainer } from '../fakes/docker-engine.ts';
import { makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp({ rules: 'nginx !-> redis' });
});
afterAll(() => api.close());

const read = async () => Hardening.parse((await api.call('GET', '/api/hardening')).body);
const find = (checks: readonly HardeningCheck[], rule: string) =>
  checks.find((one) => one.rule === rule);

describe('hardening', () => {
  it('is told with what fails first and what to set', async () => {
    const id = 'a'.repeat(64);
    api.docker.items = [fakeContainer({ id })];
    const facts = fakeFacts({ id });
    const hardening = { ...facts.hardening, readOnlyRoot: false };
    const items = [{ ...facts, hardening }];
    const changedAt = new Date().toISOString();
    api.board.put({ type: 'facts', facts: { items, healthyAt: {}, startedAnew: [], changedAt } });
    api.board.put({ type: 'containers', containers: await api.docker.snapshot() });

    const { engine, panel, checks } = await read();
    expect(engine.state).toBe('connected');
    expect(panel).toEqual({ tls: false, readOnly: false, sharedToken: true, accounts: 0 });
    expect(checks[0]?.passes).toBe(false);
    expect(checks.at(-1)?.passes).toBe(true);
    expect(find(checks, 'read-only-root')).toEqual({
      rule: 'read-only-root',
      about: 'containers',
      service: 'worker',
      containerId: id,
      demand: 'Root file system is read-only',
      passes: false,
      found: 'writable',
      meaning: expect.stringContaining('breaks in'),
      remedy: expect.stringContaining('read_only: true'),
    });
    expect(find(checks, 'accounts')).toMatchObject({ passes: false });
  });

  it('tries the gate where nobody did for long, and not again at once', async () => {
    let at = Date.parse('2026-11-23T06:00:00.000Z');
    const one = await makeTestApp({ now: () => at });
    let tries = 0;
    one.docker.access = async () => {
      tries += 1;
      const probe = { method: 'POST', target: '/x', danger: 'y', status: 403, refused: true };
      const checkedAt = new Date(at).toISOString();
      return { checkedAt, verdict: 'proven', reason: null, probes: [probe] };
    };
    for (const laterMs of [0, 60_000, 300_000]) {
      at += laterMs;
      const { checks } = Hardening.parse((await one.call('GET', '/api/hardening')).body);
      expect(find(checks, 'gate')).toMatchObject({ passes: true });
    }
    expect(tries).toBe(2);
    await one.close();
  });

  it('knows of an account as soon as it is there', async () => {
    const cookie = await api.signIn();
    const account = { name: 'mira', role: 'admin', password: 'correct horse battery' };
    await api.call('POST', '/api/accounts', account, { cookie, 'sec-fetch-site': 'same-origin' });
    const { panel, checks } = await read();
    expect(panel.accounts).toBe(1);
    expect(find(checks, 'accounts')).toMatchObject({ passes: true, remedy: null });
  });

  it('is never good without Docker', async () => {
    const away = await makeTestApp();
    away.docker.setTrouble({ state: 'unreachable', reason: 'There is no Docker.' });
    const { body } = await away.call('GET', '/api/hardening');
    const { checks, at } = Hardening.parse(body);
    expect(at).toBeNull();
    const blind = checks.filter(({ about }) => about !== 'panel');
    expect(new Set(blind.map(({ passes }) => passes))).toEqual(new Set([null]));
    await away.close();
  });

  it('needs a sign-in, and is in the API’s description', async () => {
    expect((await api.call('GET', '/api/hardening', undefined, {})).status).toBe(401);
    const { body } = await api.call('GET', '/api/openapi.json');
    expect(body.paths['/api/hardening'].get.summary).toContain('hardening');
  });
});
