import { Networks } from '@taskdeck/server/schemas/network';
import { ProbePlan } from '@taskdeck/tasks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ourStack } from '../fakes/topology.ts';
import { makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp({ rules: 'nginx !-> redis\nserver -> redis:6379\nwhat?' });
  api.docker.topology = ourStack();
});
afterAll(() => api.close());

describe('networks', () => {
  it('are told with who reaches whom and which rules hold', async () => {
    const { status, body } = await api.call('GET', '/api/networks');
    expect(status).toBe(200);
    expect(Networks.parse(body)).toEqual(body);
    expect(body.items.map(({ label }: { label: string }) => label)).toContain('data');
    expect(body.reachability).toContainEqual({
      from: 'server',
      to: 'redis',
      reachable: true,
      reason: 'both are on data',
      ports: [6379],
      observed: null,
      observation: null,
      breaks: [],
    });
    expect(body.rules.map(({ passes }: { passes: boolean }) => passes)).toEqual([true, true]);
    expect(body.ruleFaults).toEqual([{ line: 3, message: expect.stringContaining('"what?"') }]);
  });

  it('tell containers what to try, and ask them to when somebody wants it', async () => {
    await api.call('GET', '/api/networks');
    const plan = ProbePlan.parse(JSON.parse((await api.redis.get(api.keys.probePlan)) ?? ''));
    expect(plan).toContainEqual({ service: 'redis', host: 'redis', port: 6379 });
    const asked = await api.call('POST', '/api/networks/probe');
    expect(asked).toMatchObject({ status: 200, body: { probedAt: null } });
    const first = await api.redis.get(api.keys.probeAsked);
    await api.call('POST', '/api/networks/probe');
    expect(await api.redis.get(api.keys.probeAsked)).not.toBe(first);
  });

  it('show what a container reported, and nothing of what is no report', async () => {
    const [server] = api.docker.topology.containers.filter(({ service }) => service === 'server');
    const key = api.keys.probeReport(server?.id.slice(0, 12) ?? '');
    const at = new Date().toISOString();
    const tried = { service: 'redis', host: 'redis', port: 6379, outcome: 'connected', ms: 0.3 };
    await api.redis.set(key, JSON.stringify({ at, routeOut: false, results: [tried] }));
    const { body } = await api.call('GET', '/api/networks');
    expect(body.probedAt).toBe(at);
    expect(body.rules[1]).toMatchObject({ reason: '1 of 1 connected within 0.3 ms' });
    await api.redis.set(key, '{"at":"yesterday"}');
    expect((await api.call('GET', '/api/networks')).body.probedAt).toBeNull();
  });

  it('need a sign-in', async () => {
    expect((await api.call('GET', '/api/networks', undefined, {})).status).toBe(401);
  });

  it('say why there are none when Docker is away', async () => {
    const away = await makeTestApp({ rules: 'nginx !-> redis' });
    away.docker.setTrouble({ state: 'unreachable', reason: 'There is no Docker.' });
    const { body } = await away.call('GET', '/api/networks');
    expect(body).toMatchObject({ at: null, items: [], engine: { reason: 'There is no Docker.' } });
    expect(body.rules).toMatchObject([{ passes: null }]);
    await away.close();
  });
});
