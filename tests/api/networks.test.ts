import { Networks } from '@taskdeck/server/schemas/network';
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
    expect(body.items.map(({ label }: { label: string }) => label)).toContain('backend');
    expect(body.reachability).toContainEqual({
      from: 'server',
      to: 'redis',
      reachable: true,
      reason: 'both are on backend',
      ports: [6379],
      observed: null,
      observation: null,
      breaks: [],
    });
    expect(body.rules.map(({ passes }: { passes: boolean }) => passes)).toEqual([true, true]);
    expect(body.ruleFaults).toEqual([{ line: 3, message: expect.stringContaining('"what?"') }]);
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
