import { AuditPage, type AuditEntry } from '@taskdeck/server/schemas/audit';
import { restRoutes } from '@taskdeck/server/rest/rest-routes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
let admin: Record<string, string>;
beforeAll(async () => {
  api = await makeTestApp();
  admin = { cookie: await api.signIn(), 'sec-fetch-site': 'same-origin' };
});
afterAll(() => api.close());

const PASSWORD = 'correct horse battery';

async function audit(query = ''): Promise<AuditEntry[]> {
  const answer = await api.call('GET', `/api/audit${query}`, undefined, admin);
  return AuditPage.parse(answer.body).items;
}

describe('the audit', () => {
  it('says who did what to which, from where, and what changed', async () => {
    const headers = { ...admin, 'x-request-id': 'a-request-of-mine' };
    await api.call('POST', '/api/queues/heavy/limits', { globalConcurrency: 3 }, headers);
    const [entry] = await audit('?action=queues.setLimits');
    expect(entry).toMatchObject({
      actor: { name: 'admin', role: 'admin', via: 'session' },
      objects: ['heavy'],
      address: '127.0.0.1',
      requestId: 'a-request-of-mine',
      outcome: 'done',
      code: null,
    });
    expect(JSON.parse(entry?.before ?? '')).toMatchObject({ globalConcurrency: null });
    expect(JSON.parse(entry?.after ?? '')).toMatchObject({ globalConcurrency: 3 });
  });

  it('has refused and failed attempts as well', async () => {
    const id = '01a205aa-8db4-7523-8382-4627e56a2cf7';
    await api.call('DELETE', `/api/tasks/${id}`, undefined, BEARER);
    await api.call('DELETE', `/api/tasks/${id}`, undefined, admin);
    await api.call('POST', `/api/tasks/${id}/cancel`, undefined, {});
    await api.call('POST', '/api/tasks', { task: 'sleep' }, {});
    const told = (await audit('?action=tasks.')).map((one) => [
      one.action,
      one.actor?.name ?? null,
      one.outcome,
      one.code,
      one.objects,
    ]);
    expect(told).toEqual([
      ['tasks.submit', null, 'refused', 'UNAUTHORIZED', ['sleep']],
      ['tasks.cancel', null, 'refused', 'UNAUTHORIZED', [id]],
      ['tasks.remove', 'admin', 'failed', 'NOT_FOUND', [id]],
      ['tasks.remove', 'token', 'refused', 'FORBIDDEN', [id]],
    ]);
  });

  it('notes every change that has no sign-in, by its own name', async () => {
    const one = await makeTestApp();
    const changes = restRoutes().filter(({ type }) => type === 'mutation');
    for (const { method, url } of changes.slice(0, 50))
      await one.call(method, url.replaceAll(/:\w+/g, 'x'), {}, {});
    const entries = await one.redis.xrange(one.keys.audit, '-', '+');
    const noted = entries.map(([, [, text = '']]) => JSON.parse(text).action);
    expect(noted.sort()).toEqual(
      changes
        .map(({ path }) => path)
        .sort()
        .slice(0, 50),
    );
    await one.close();
  });

  it('has what was refused on the way to a submission, however it came', async () => {
    const one = await makeTestApp({ operators: { tasks: ['sleep'], queues: null } });
    const json = { 'content-type': 'application/json' };
    const payload = JSON.stringify({ task: 'monte-carlo' });
    const cookie = await one.signIn();
    for (const [url, headers] of [
      ['/trpc/tasks.submit', {}],
      ['/trpc/tasks.submit', BEARER],
      ['/api/tasks', BEARER],
      ['/api/tasks', { authorization: 'Bearer forged' }],
      ['/api/tasks', { cookie, origin: 'https://evil.example' }],
    ] as const)
      await one.app.inject({ method: 'POST', url, headers: { ...json, ...headers }, payload });
    await one.call('POST', '/api/tasks', { task: 'sleep' });
    await one.call('POST', '/api/tasks', { task: 'no-such-task' });
    const entries = await one.redis.xrange(one.keys.audit, '-', '+');
    const told = entries.map(([, [, text = '']]) => JSON.parse(text));
    expect(
      told.map(({ action, outcome, code, actor }) => [action, outcome, code, actor?.name]),
    ).toEqual([
      ['tasks.submit', 'refused', 'UNAUTHORIZED', undefined],
      ['tasks.submit', 'refused', 'FORBIDDEN', 'token'],
      ['tasks.submit', 'refused', 'FORBIDDEN', 'token'],
      ['tasks.submit', 'refused', 'UNAUTHORIZED', undefined],
      ['tasks.submit', 'refused', 'FORBIDDEN', undefined],
    ]);
    await one.close();
  });

  it('is not filled up by who is refused all the time', async () => {
    let now = Date.parse('2026-11-22T12:00:00Z');
    const one = await makeTestApp({ now: () => now });
    const keptOf = async (count: number) => {
      for (let i = 0; i < count; i += 1)
        await one.call('POST', '/api/tasks', { task: 'sleep' }, {});
      return one.redis.xlen(one.keys.audit);
    };
    expect(await keptOf(100)).toBe(60);
    now += 60_000;
    expect(await keptOf(1)).toBe(61);
    await one.close();
  });

  it('keeps no secret and no payload', async () => {
    const name = 'mallory';
    await api.call('POST', '/api/accounts', { name, role: 'viewer', password: PASSWORD }, admin);
    await api.call('POST', '/api/session', { name, password: PASSWORD }, {});
    await api.call('POST', '/api/session', { name, password: 'a wrong password' }, {});
    await api.call('POST', '/api/session/password', { current: PASSWORD, password: 'x' }, admin);
    const made = await api.call('POST', '/api/tokens', { name: 'ci', role: 'viewer' }, admin);
    await api.call(
      'POST',
      '/api/schedules',
      {
        name: 'x',
        task: 'sleep',
        input: { durationMs: 4_711 },
        timing: { kind: 'every', everyMs: 60_000 },
      },
      admin,
    );
    const text = JSON.stringify(await api.redis.xrange(api.keys.audit, '-', '+'));
    expect(text).toContain('accounts.create');
    for (const secret of [PASSWORD, 'a wrong password', made.body.token, '4711'])
      expect(text).not.toContain(secret);
    const signIns = (await audit('?object=mallory&action=session.begin')).map(
      ({ outcome, code, actor }) => [outcome, code, actor?.name],
    );
    expect(signIns).toEqual([
      ['refused', 'UNAUTHORIZED', undefined],
      ['done', null, name],
    ]);
  });

  it('is an admin’s to read, by filter', async () => {
    expect((await api.call('GET', '/api/audit', undefined, BEARER)).status).toBe(403);
    expect((await api.call('GET', '/api/audit.csv', undefined, BEARER)).status).toBe(403);
    for (const priority of ['high', 'low', 'medium'])
      await api.call('POST', `/api/tasks/${priority}/priority`, { priority }, admin);
    const all = await audit('?action=tasks.setPriority');
    expect(all).toHaveLength(3);
    expect(await audit('?actor=token&outcome=refused')).not.toHaveLength(0);
    expect(await audit('?to=2020-01-01T00:00:00Z')).toHaveLength(0);
  });

  it('is exported as CSV whose cells are no formulas', async () => {
    await api.call('DELETE', '/api/foreign/=cmd|calc/x/jobs/1', undefined, admin);
    await api.call('POST', '/api/queues/=1+1/pause', undefined, admin);
    const answer = await api.app.inject({
      url: '/api/audit.csv?action=queues.pause',
      headers: admin,
    });
    expect(answer.headers['content-type']).toContain('text/csv');
    expect(answer.body.split('\r\n')[0]).toMatch(/^at,actor,role/);
    expect(answer.body).toContain(",'=1+1,");
    expect(answer.body).not.toMatch(/,=1\+1/);
  });
});
