import { appRouter } from '@taskdeck/server/router';
import { PERMISSIONS } from '@taskdeck/server/permissions';
import { restRoutes } from '@taskdeck/server/rest/rest-routes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());

describe('permissions', () => {
  it('has a row for every procedure, and none besides', () => {
    expect([...Object.keys(appRouter._def.procedures), 'tasks.bulk'].sort()).toEqual(
      Object.keys(PERMISSIONS).sort(),
    );
  });

  it.each(restRoutes().filter((route) => route.path !== 'health'))(
    'refuses $method $url without sign-in',
    async ({ method, url }) => {
      const body = method === 'POST' ? { task: 'sleep' } : undefined;
      const answer = await api.call(
        method,
        url.replace(':id', '01a205aa-8db4-7523-8382-4627e56a2cf7'),
        body,
        {},
      );
      expect([answer.status, answer.body.error.code]).toEqual([401, 'UNAUTHORIZED']);
      expect(api.queue.jobs.size).toBe(0);
    },
  );

  it.each(Object.keys(appRouter._def.procedures).filter((path) => path !== 'health'))(
    'refuses /trpc/%s without sign-in',
    async (path) => {
      for (const method of ['GET', 'POST'] as const) {
        const headers = { 'content-type': 'application/json' };
        const answer = await api.app.inject({ method, url: `/trpc/${path}`, headers });
        // The wrong method is refused as such; a refused subscription says so inside its stream.
        expect(answer.body).toMatch(/"code":"(UNAUTHORIZED|METHOD_NOT_SUPPORTED)"/);
        expect(answer.body).not.toContain('"result"');
      }
    },
  );

  it('refuses a batch that hides a protected call behind a public one', async () => {
    const answer = await api.app.inject({
      method: 'GET',
      url: '/trpc/health,stats?batch=1&input={}',
    });
    const [health, stats] = answer.json();
    expect(health.result.data.status).toBe('degraded');
    expect(stats.error.data.app.code).toBe('UNAUTHORIZED');
  });

  it.each(['Bearer wrong', 'Bearer', 'Basic YTpi', `Bearer ${'x'.repeat(5_000)}`])(
    'refuses authorization "%.20s"',
    async (authorization) => {
      expect((await api.call('GET', '/api/stats', undefined, { authorization })).status).toBe(401);
    },
  );
});

describe('a panel that is read-only', () => {
  it('refuses every change to an admin, and no read', async () => {
    const shown = await makeTestApp({ readOnly: true });
    const cookie = await shown.signIn();
    const headers = { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
    const changes = restRoutes().filter(({ type }) => type === 'mutation');
    expect(changes.length).toBeGreaterThan(20);
    for (const { path } of changes) {
      const answer = await shown.app.inject({ method: 'POST', url: `/trpc/${path}`, headers });
      expect([path, answer.statusCode]).toEqual([path, 403]);
      expect(answer.body).toContain('read-only');
    }
    const bulk = await shown.call('POST', '/api/tasks/bulk', [{ task: 'sleep' }], headers);
    expect([bulk.status, shown.queue.jobs.size]).toEqual([403, 0]);
    const me = (await shown.app.inject({ url: '/trpc/me', headers })).json().result.data;
    expect(me).toMatchObject({ role: 'admin', readOnly: true });
    expect(me.may).toContain('tasks.list');
    expect(me.may).not.toContain('tasks.submit');
    expect((await shown.app.inject({ url: '/api/tasks', headers })).statusCode).toBe(200);
    await shown.close();
  });

  it('is told apart by what an actor may call', async () => {
    const cookie = await api.signIn();
    const may = async (headers: Record<string, string>): Promise<string[]> =>
      (await api.app.inject({ url: '/trpc/me', headers })).json().result.data.may;
    expect((await may({ cookie })).sort()).toEqual(Object.keys(PERMISSIONS).sort());
    const operator = await may(BEARER);
    expect(operator).toContain('tasks.cancel');
    expect(operator).not.toContain('tasks.remove');
  });
});

describe('sign-in', () => {
  it('by a link works once, and its session is known until it is ended', async () => {
    const secret = await api.sessions.newLink();
    const first = await api.app.inject({
      method: 'POST',
      url: '/api/session/link',
      payload: { secret },
    });
    expect(first.statusCode).toBe(204);
    const header = String(first.headers['set-cookie']);
    expect(header).toMatch(/HttpOnly/);
    expect(header).toMatch(/SameSite=Strict/);
    const cookie = header.split(';')[0] ?? '';
    const again = await api.call('POST', '/api/session/link', { secret }, {});
    expect([again.status, again.body.error.code]).toEqual([401, 'UNAUTHORIZED']);
    const me = await api.app.inject({ method: 'GET', url: '/trpc/me', headers: { cookie } });
    expect(me.json().result.data).toMatchObject({ name: 'admin', role: 'admin', version: '9.9.9' });
    await api.app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    expect(
      (await api.app.inject({ method: 'GET', url: '/trpc/me', headers: { cookie } })).statusCode,
    ).toBe(401);
  });

  it('stores neither links nor cookies as they are', async () => {
    const secret = await api.sessions.newLink();
    const keys = await api.redis.keys('*');
    expect(keys.some((key) => key.includes('sign-in-link'))).toBe(true);
    expect(keys.join()).not.toContain(secret);
  });

  it('takes a change by cookie only from its own page', async () => {
    const cookie = await api.signIn();
    const submit = (headers: Record<string, string>) =>
      api.call('POST', '/api/tasks', { task: 'sleep' }, { cookie, ...headers });
    expect((await submit({})).status).toBe(403);
    expect((await submit({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await submit({ origin: 'null' })).status).toBe(403);
    expect((await submit({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await submit({ origin: 'http://localhost:8080', host: 'localhost:8080' })).status).toBe(
      202,
    );
    expect((await submit({ 'sec-fetch-site': 'same-origin' })).status).toBe(202);
  });

  it('says a bad body of the link call by its field', async () => {
    const answer = await api.call('POST', '/api/session/link', {}, {});
    expect([answer.status, Object.keys(answer.body.error.fields)]).toEqual([400, ['secret']]);
  });
});

describe('health', () => {
  it('needs no sign-in and gives no detail', async () => {
    const { status, body } = await api.call('GET', '/api/health', undefined, {});
    expect(status).toBe(200);
    expect((await api.call('GET', '/api/health?t=1', undefined, {})).status).toBe(200);
    expect(body).toEqual({
      status: 'degraded',
      version: '9.9.9',
      checks: { redis: 'up', workers: 0, docker: expect.any(String) },
    });
  });
});

describe('addresses', () => {
  it.each([
    ['/health', '/api/health'],
    ['/dashboard', '/'],
    ['/dashboard/stats', '/api/stats'],
    ['/dashboard/health', '/api/health'],
  ])('%s leads to %s', async (from, to) => {
    const answer = await api.app.inject({ url: from });
    expect([answer.statusCode, answer.headers.location]).toEqual([302, to]);
  });

  it('answers an unknown one in the shape of the contract', async () => {
    const { status, body } = await api.call('GET', '/api/no-such-call');
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: 'NOT_FOUND', requestId: expect.any(String) });
  });

  it('describes every REST call in OpenAPI, and shows it to browse', async () => {
    const { body } = await api.call('GET', '/api/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    for (const { url, method } of restRoutes()) {
      const path = url.replaceAll(/:(\w+)/g, '{$1}');
      expect(body.paths[path]?.[method.toLowerCase()], `${method} ${path}`).toBeDefined();
    }
    expect(body.paths['/api/tasks'].post.responses).toHaveProperty('202');
    for (const { url, method, path } of restRoutes()) {
      const operation = body.paths[url.replaceAll(/:(\w+)/g, '{$1}')][method.toLowerCase()];
      const least = Object.entries(PERMISSIONS).find(([name]) => name === path)?.[1];
      expect([path, operation['x-least-role']]).toEqual([path, least]);
    }
    expect(body.paths['/api/tasks/bulk'].post.description).toContain('operator');
    expect(body.paths['/api/session'].post.security).toEqual([]);
    const docs = await api.app.inject({ url: '/api/docs/', headers: BEARER });
    expect(docs.statusCode).toBe(200);
    expect(docs.body).toContain('swagger');
    const shown = await api.call('GET', '/api/docs/json');
    expect(shown.body).toEqual(body);
  });
});
