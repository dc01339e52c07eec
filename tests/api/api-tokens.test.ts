import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());

const asAdmin = async () => ({ cookie: await api.signIn(), 'sec-fetch-site': 'same-origin' });

describe('API tokens', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('are shown once, work until they are revoked, and are noted as used', async () => {
    const admin = await asAdmin();
    const made = await api.call('POST', '/api/tokens', { name: 'ci', role: 'operator' }, admin);
    const { token, id, expiresAt, createdAt } = made.body;
    expect(token).toMatch(/^td_[\w-]{43}$/);
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(90 * 86_400_000);
    const submit = () => api.call('POST', '/api/tasks', { task: 'sleep' }, bearer(token));
    expect((await submit()).status).toBe(202);
    const listed = await api.call('GET', '/api/tokens', undefined, admin);
    expect(JSON.stringify(listed.body)).not.toContain(token);
    expect(JSON.stringify(await api.redis.hgetall(api.keys.apiTokens))).not.toContain(token);
    const [mine] = listed.body.items.filter((one: { id: string }) => one.id === id);
    expect(mine).toMatchObject({ name: 'ci', role: 'operator', createdBy: 'admin' });
    expect(mine.lastUsedAt).not.toBeNull();
    expect((await api.call('DELETE', `/api/tokens/${id}`, undefined, admin)).status).toBe(200);
    expect((await submit()).status).toBe(401);
    expect((await api.call('DELETE', `/api/tokens/${id}`, undefined, admin)).status).toBe(404);
  });

  it('can do no more than their role, and nothing once they have expired', async () => {
    const admin = await asAdmin();
    const make = async (role: string) =>
      (await api.call('POST', '/api/tokens', { name: role, role, expiresInDays: 1 }, admin)).body;
    const viewer = await make('viewer');
    expect((await api.call('GET', '/api/stats', undefined, bearer(viewer.token))).status).toBe(200);
    const submit = await api.call('POST', '/api/tasks', { task: 'sleep' }, bearer(viewer.token));
    expect(submit.status).toBe(403);
    const all = await api.redis.hgetall(api.keys.apiTokens);
    const [hash, text] = Object.entries(all).find(([, one]) => one.includes(viewer.id)) ?? [];
    const expired = { ...JSON.parse(text ?? ''), expiresAt: '2026-01-01T00:00:00.000Z' };
    await api.redis.hset(api.keys.apiTokens, hash ?? '', JSON.stringify(expired));
    expect((await api.call('GET', '/api/stats', undefined, bearer(viewer.token))).status).toBe(401);
  });
});
