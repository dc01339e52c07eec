import { Swarm } from '@taskdeck/server/schemas/swarm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';

const START = Date.parse('2026-11-23T12:00:00Z');
let now = START;
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp({ now: () => now });
});
afterAll(() => api.close());

const shown = (at: number): Swarm => ({
  state: 'connected',
  reason: null,
  at: new Date(at).toISOString(),
  services: [],
  nodes: [],
  omitted: { services: 0, nodes: 0 },
});

describe('/api/swarm', () => {
  it('says that it is off, and how to switch it on', async () => {
    const { status, body } = await api.call('GET', '/api/swarm');
    expect(status).toBe(200);
    expect(Swarm.parse(body)).toEqual(body);
    expect(body).toMatchObject({ state: 'off', at: null, services: [], nodes: [] });
    expect(body.reason).toContain('DOCKER_SWARM');
  });

  it('is what the sampler gave out, and asked for anew once that is old', async () => {
    api.docker.swarmShown = shown(START + 60_000);
    api.board.put({ type: 'swarm', swarm: shown(START) });
    now = START + 14_000;
    expect((await api.call('GET', '/api/swarm')).body.at).toBe('2026-11-23T12:00:00.000Z');
    now = START + 16_000;
    expect((await api.call('GET', '/api/swarm')).body.at).toBe('2026-11-23T12:01:00.000Z');
  });

  it('needs a sign-in', async () => {
    expect((await api.call('GET', '/api/swarm', undefined, {})).status).toBe(401);
  });
});
