import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { makeTestApp } from '../support/api.ts';
import { browser, cookieOf, makePeople, PASSWORD } from '../support/people.ts';

const api = await makeTestApp();
afterAll(() => api.close());
const { account, asAdmin, signIn, statusOfMe } = makePeople(api);

describe('sessions', { timeout: 120_000 }, () => {
  it('are listed for their owner, and for everybody to an admin; each ends its own', async () => {
    const admin = await asAdmin();
    const name = await account('viewer', admin);
    const agent = { 'user-agent': 'a browser '.repeat(100) };
    const own = browser(cookieOf(await signIn(name, PASSWORD, agent)));
    const other = browser(cookieOf(await signIn(name, PASSWORD)));
    const listed = await api.call('GET', '/api/sessions', undefined, own);
    expect(listed.body.items.map((session: { name: string }) => session.name)).toEqual([
      name,
      name,
    ]);
    const mine = listed.body.items.find((session: { current: boolean }) => session.current);
    const theirs = listed.body.items.find((session: { current: boolean }) => !session.current);
    expect(mine.agent).toHaveLength(200);
    expect(mine.address).toBe('127.0.0.1');
    const ended = await api.call('DELETE', `/api/sessions/${theirs.id}`, undefined, own);
    expect([ended.status, await statusOfMe(other)]).toEqual([200, 401]);

    const all = await api.call('GET', '/api/sessions', undefined, admin);
    const names = all.body.items.map((session: { name: string }) => session.name);
    expect(names).toContain('admin');
    const ofAdmin = all.body.items.find((session: { current: boolean }) => session.current);
    const stolen = await api.call('DELETE', `/api/sessions/${ofAdmin.id}`, undefined, own);
    expect([stolen.status, await statusOfMe(admin)]).toEqual([404, 200]);
  });

  it('of another version are over, and hide no others', async () => {
    const name = await account('viewer', await asAdmin());
    const cookie = cookieOf(await signIn(name, PASSWORD));
    const other = browser(cookieOf(await signIn(name, PASSWORD)));
    const [, secret = ''] = cookie.split('=');
    const key = api.keys.session(createHash('sha256').update(secret).digest('hex'));
    expect(await api.redis.exists(key)).toBe(1);
    await api.redis.set(key, JSON.stringify({ name, role: 'viewer' }));
    expect(await statusOfMe(browser(cookie))).toBe(401);
    const listed = await api.call('GET', '/api/sessions', undefined, other);
    expect([listed.status, listed.body.items.length]).toEqual([200, 1]);
  });

  it('end with a new sign-in of the same browser', async () => {
    const name = await account('viewer', await asAdmin());
    const first = cookieOf(await signIn(name, PASSWORD));
    await signIn(name, PASSWORD, { cookie: first });
    expect(await statusOfMe(browser(first))).toBe(401);
  });

  it('are not begun by a foreign page', async () => {
    const name = await account('viewer', await asAdmin());
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await signIn(name, PASSWORD, headers)).status).toBe(403);
  });

  it('are not ended by a foreign page', async () => {
    const cookie = cookieOf(await signIn(await account('viewer', await asAdmin()), PASSWORD));
    const end = async (headers: Record<string, string>) =>
      (await api.call('DELETE', '/api/session', undefined, { cookie, ...headers })).status;
    expect(await end({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusOfMe(browser(cookie))).toBe(200);
    expect([await end({}), await statusOfMe(browser(cookie))]).toEqual([204, 401]);
  });
});
