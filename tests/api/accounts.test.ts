import { afterAll, describe, expect, it, vi } from 'vitest';
import { makeTestApp } from '../support/api.ts';
import { browser, cookieOf, makePeople, PASSWORD } from '../support/people.ts';
import { waitFor } from '../support/wait-for.ts';

const api = await makeTestApp();
afterAll(() => api.close());
const { account, asAdmin, newName, signIn, statusOfMe } = makePeople(api);

// Each password takes a tenth of a second on a machine that has nothing else to do, one after another.
describe('accounts', { timeout: 120_000 }, () => {
  it('sign in by name and password, as what they may', async () => {
    const name = await account('viewer', await asAdmin());
    const answer = await signIn(name.toUpperCase(), PASSWORD);
    expect(answer.status).toBe(204);
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Strict/);
    const headers = browser(cookieOf(answer));
    const me = await api.app.inject({ url: '/trpc/me', headers });
    expect(me.json().result.data).toMatchObject({ name, role: 'viewer' });
    expect((await api.call('POST', '/api/tasks', { task: 'sleep' }, headers)).status).toBe(403);
    expect((await api.call('GET', '/api/accounts', undefined, headers)).status).toBe(403);
  });

  it('are told apart from nobody neither by words nor by status', async () => {
    const headers = await asAdmin();
    const name = await account('operator', headers);
    const disabled = await account('operator', headers);
    await api.call('POST', `/api/accounts/${disabled}`, { enabled: false }, headers);
    const answers = await Promise.all([
      signIn(name, 'a wrong password'),
      signIn('nobody-at-all', PASSWORD),
      signIn(disabled, PASSWORD),
      signIn('', ''),
      signIn(name, 'x'.repeat(5_000)),
      signIn('x'.repeat(5_000), PASSWORD),
    ]);
    const told = answers.map(({ status, body }) => [status, body.error.code, body.error.message]);
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(told[0]).toEqual([401, 'UNAUTHORIZED', 'The name or the password is not right.']);
  });

  it('end their sessions when their role or password changes, when they are disabled or removed', async () => {
    const headers = await asAdmin();
    const changes = [{ role: 'operator' }, { password: `${PASSWORD}!` }, { enabled: false }, null];
    for (const change of changes) {
      const name = await account('viewer', headers);
      const own = browser(cookieOf(await signIn(name, PASSWORD)));
      expect(await statusOfMe(own)).toBe(200);
      if (change === null) await api.call('DELETE', `/api/accounts/${name}`, undefined, headers);
      else await api.call('POST', `/api/accounts/${name}`, change, headers);
      expect([change, await statusOfMe(own)]).toEqual([change, 401]);
    }
  });

  it('keep at least one admin', async () => {
    const one = await makeTestApp();
    const headers = browser(await one.signIn());
    const make = { name: 'only', role: 'admin', password: PASSWORD };
    await one.call('POST', '/api/accounts', make, headers);
    for (const change of [{ role: 'viewer' }, { enabled: false }]) {
      const answer = await one.call('POST', '/api/accounts/only', change, headers);
      expect([answer.status, answer.body.error.code]).toEqual([409, 'CONFLICT']);
    }
    expect((await one.call('DELETE', '/api/accounts/only', undefined, headers)).status).toBe(409);
    await one.close();
  });

  it('keep an admin also when two are removed at once', async () => {
    const one = await makeTestApp();
    const headers = browser(await one.signIn());
    const names = ['first', 'second'];
    for (const name of names) {
      const make = { name, role: 'admin', password: PASSWORD };
      expect((await one.call('POST', '/api/accounts', make, headers)).status).toBe(200);
    }
    const removed = await Promise.all(
      names.map((name) => one.call('DELETE', `/api/accounts/${name}`, undefined, headers)),
    );
    expect(removed.map(({ status }) => status).sort()).toEqual([200, 409]);
    await one.close();
  });

  it('stay disabled when a sign-in or a new password was under way', async () => {
    const admin = await asAdmin();
    const name = await account('viewer', admin);
    const own = browser(cookieOf(await signIn(name, PASSWORD)));
    const passwords = { current: PASSWORD, password: 'another good one' };
    const hget = api.redis.hget.bind(api.redis);
    let reads = 0;
    let goOn: () => void = () => undefined;
    const disabled = new Promise<void>((resolve) => (goOn = resolve));
    // Each reads the account as it is before, and goes on with that afterwards.
    const holding = vi.spyOn(api.redis, 'hget').mockImplementation(async (key, field) => {
      const read = await hget(key, field);
      reads += 1;
      await disabled;
      return read;
    });
    const underWay = [
      signIn('nobody-at-all', PASSWORD),
      signIn(name, PASSWORD),
      api.call('POST', '/api/session/password', passwords, own),
    ];
    await waitFor(() => reads === underWay.length, { what: 'all to have read the account' });
    holding.mockRestore();
    const disable = { enabled: false };
    expect((await api.call('POST', `/api/accounts/${name}`, disable, admin)).status).toBe(200);
    goOn();
    const statuses = (await Promise.all(underWay)).map(({ status }) => status);
    expect(statuses).toEqual([401, 409, 409]);
    const { body } = await api.call('GET', '/api/accounts', undefined, admin);
    expect(body.items.find((one: { name: string }) => one.name === name)).toMatchObject(disable);
    expect(await api.sessions.list(name, null)).toEqual([]);
    expect((await signIn(name, passwords.password)).status).toBe(401);
  });

  it('are made with a name of their own and a password that is long enough', async () => {
    const headers = await asAdmin();
    const name = await account('viewer', headers);
    const make = (body: object) => api.call('POST', '/api/accounts', body, headers);
    const taken = await make({ name, role: 'viewer', password: PASSWORD });
    expect([taken.status, taken.body.error.fields]).toEqual([409, { name: ['Taken'] }]);
    for (const [field, body] of [
      ['password', { name: newName(), role: 'viewer', password: 'short' }],
      ['name', { name: '../etc', role: 'viewer', password: PASSWORD }],
      ['name', { name: 'Token', role: 'viewer', password: PASSWORD }],
      ['name', { name: '<b>', role: 'viewer', password: PASSWORD }],
      ['role', { name: newName(), role: 'root', password: PASSWORD }],
    ] as const) {
      const answer = await make(body);
      expect([answer.status, Object.keys(answer.body.error.fields)]).toEqual([400, [field]]);
    }
  });

  it('change their own password, which ends their other sessions only', async () => {
    const name = await account('viewer', await asAdmin());
    const here = browser(cookieOf(await signIn(name, PASSWORD)));
    const there = browser(cookieOf(await signIn(name, PASSWORD)));
    const change = (current: string) =>
      api.call('POST', '/api/session/password', { current, password: 'another good one' }, here);
    const wrong = await change('not it at all');
    expect([wrong.status, wrong.body.error.fields]).toEqual([400, { current: ['Not right'] }]);
    expect((await change(PASSWORD)).status).toBe(200);
    expect([await statusOfMe(here), await statusOfMe(there)]).toEqual([200, 401]);
    expect((await signIn(name, PASSWORD)).status).toBe(401);
    expect((await signIn(name, 'another good one')).status).toBe(204);
  });

  it('are told to whoever has one, and that a link or a token has none', async () => {
    const admin = await asAdmin();
    const name = await account('viewer', admin);
    const own = async (headers: Record<string, string>) =>
      (await api.call('GET', '/api/session/account', undefined, headers)).body.account;
    const mine = await own(browser(cookieOf(await signIn(name, PASSWORD))));
    expect(mine).toMatchObject({ name, role: 'viewer', from: 'password' });
    expect(mine).not.toHaveProperty('password');
    expect(await own(admin)).toBeNull();
    const made = await api.call('POST', '/api/tokens', { name, role: 'viewer' }, admin);
    expect(await own({ authorization: `Bearer ${made.body.token}` })).toBeNull();
  });

  it('are stored and answered without their passwords', async () => {
    const headers = await asAdmin();
    await account('viewer', headers);
    const listed = await api.call('GET', '/api/accounts', undefined, headers);
    expect(JSON.stringify(listed.body)).not.toMatch(/"password":|scrypt/);
    const stored = JSON.stringify(await api.redis.hgetall(api.keys.accounts));
    expect(stored).toContain('scrypt$');
    expect(stored).not.toContain(PASSWORD);
  });

  it('are not guessed on and on by somebody who has one', async () => {
    const one = await makeTestApp();
    const admin = browser(await one.signIn());
    const mine = { name: 'mine', password: PASSWORD };
    await one.call('POST', '/api/accounts', { ...mine, role: 'viewer' }, admin);
    const attempt = async (body: object) => (await one.call('POST', '/api/session', body)).status;
    const statuses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1)
      statuses.push(
        await attempt({ name: 'other', password: 'a guess' }),
        await attempt({ name: 'other', password: 'a guess' }),
        await attempt(mine),
      );
    // 20 guesses in all; then not even the right password counts from there.
    expect(statuses.filter((status) => status === 401).length).toBe(20);
    expect(statuses.slice(-3)).toEqual([429, 429, 429]);
    await one.close();
  });

  it('can be tried only so often from one address', async () => {
    const one = await makeTestApp();
    const attempt = () =>
      one.call('POST', '/api/session', { name: 'somebody', password: 'wrong' }, {});
    let answer = await attempt();
    for (let tries = 1; tries < 21; tries += 1) answer = await attempt();
    expect([answer.status, answer.body.error.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await one.close();
  });
});

describe('the first account', { timeout: 120_000 }, () => {
  it('costs nothing to ask for without a link, so that nobody waits who signs in', async () => {
    const one = await makeTestApp();
    let signedIn = 0;
    const others = Array.from({ length: 5 }, async () => {
      await one.call('POST', '/api/session', { name: 'nobody', password: PASSWORD });
      signedIn += 1;
    });
    const body = { secret: 'x'.repeat(43), account: { name: 'eve', password: PASSWORD } };
    expect((await one.call('POST', '/api/session/link', body)).status).toBe(401);
    // Passwords are hashed one after another, and this one not at all.
    expect(signedIn).toBeLessThan(5);
    await Promise.all(others);
    await one.close();
  });

  it('is made with a one-time link, and only while there is none', async () => {
    const one = await makeTestApp();
    const byLink = async (name: string) =>
      one.call('POST', '/api/session/link', {
        secret: await one.sessions.newLink(),
        account: { name, password: PASSWORD },
      });
    // Two at once: one of them was first.
    const names = ['mira', 'noa'];
    const statuses = (await Promise.all(names.map(byLink))).map(({ status }) => status);
    expect([...statuses].sort()).toEqual([204, 409]);
    const name = names[statuses.indexOf(204)];
    const signedIn = await one.call('POST', '/api/session', { name, password: PASSWORD });
    expect(signedIn.status).toBe(204);
    const late = await byLink('eve');
    expect([late.status, late.body.error.code]).toEqual([409, 'CONFLICT']);
    // Those that other servers printed are no way around the password.
    const secret = await one.sessions.newLink();
    expect((await one.call('POST', '/api/session/link', { secret }, {})).status).toBe(409);
    await one.close();
  });
});
