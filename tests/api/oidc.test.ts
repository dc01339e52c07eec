import { OIDC_CALLBACK } from '@taskdeck/server/rest/oidc-routes';
import { parseConfig } from '@taskdeck/server/config';
import { parseOidcRoles } from '@taskdeck/server/auth/oidc-roles';
import type { OidcSettings } from '@taskdeck/server/auth/oidc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestApp, PUBLIC_URL, type TestApp } from '../support/api.ts';
import {
  CLIENT,
  startIdentityProvider,
  type IdentityProvider,
} from '../support/identity-provider.ts';

let provider: IdentityProvider;
let api: TestApp;
const settings = (more: Partial<OidcSettings> = {}): OidcSettings => ({
  issuer: provider.issuer,
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  roles: parseOidcRoles('admin=ops;operator=dev,qa') ?? [],
  groupsClaim: 'groups',
  nameClaim: 'preferred_username',
  label: 'Example',
  ...more,
});

beforeAll(async () => {
  provider = await startIdentityProvider(PUBLIC_URL + OIDC_CALLBACK);
  api = await makeTestApp({ oidc: settings() });
});
afterAll(async () => {
  await api.close();
  await provider.close();
});

const cookiesOf = (headers: Record<string, unknown>): string =>
  [headers['set-cookie']]
    .flat()
    .map((text) => String(text).split(';')[0])
    .join('; ');

/** The first half: where the provider sends the browser back to, and the cookie that it holds meanwhile. */
async function halfWay(account: string, app = api) {
  const begun = await app.app.inject({ url: '/api/session/oidc' });
  expect(begun.statusCode).toBe(302);
  const back = await provider.signIn(String(begun.headers.location), account);
  return { back: back.slice(PUBLIC_URL.length), cookie: cookiesOf(begun.headers) };
}
const comeBack = (back: string, cookie: string, app = api) =>
  app.app.inject({ url: back, headers: { cookie } });

async function signIn(account: string, app = api) {
  const { back, cookie } = await halfWay(account, app);
  const answer = await comeBack(back, cookie, app);
  return { location: answer.headers.location, cookie: cookiesOf(answer.headers) };
}
const me = async (cookie: string, app = api) =>
  (await app.app.inject({ url: '/trpc/me', headers: { cookie } })).json().result?.data;

describe('sign-in by an identity provider', () => {
  it('gives the role of the groups, exactly', async () => {
    for (const [account, groups, role] of [
      ['olga', ['ops'], 'admin'],
      ['dev', ['something', 'qa'], 'operator'],
      ['both', ['dev', 'ops'], 'admin'],
    ] as const) {
      provider.groups.set(account, [...groups]);
      const { location, cookie } = await signIn(account);
      expect([account, location]).toEqual([account, '/']);
      expect(await me(cookie)).toMatchObject({ name: account, role });
    }
  });

  it.each([['ops2'], ['OPS'], ['xops'], ['ops,dev'], ['*'], []])(
    'lets nobody in who is in "%s" alone',
    async (...groups) => {
      provider.groups.set('eve', groups);
      const { location, cookie } = await signIn('eve');
      expect(location).toBe('/sign-in?failed=FORBIDDEN');
      expect(await me(cookie)).toBeUndefined();
    },
  );

  it('follows the groups at every sign-in, and ends sessions with another role', async () => {
    provider.groups.set('lea', ['ops']);
    const before = await signIn('lea');
    provider.groups.set('lea', ['dev']);
    const after = await signIn('lea');
    expect((await me(after.cookie)).role).toBe('operator');
    expect(await me(before.cookie)).toBeUndefined();
  });

  it('does not take over an account that has a password', async () => {
    const headers = { cookie: await api.signIn(), 'sec-fetch-site': 'same-origin' };
    const local = { name: 'root', role: 'viewer', password: 'correct horse battery' };
    await api.call('POST', '/api/accounts', local, headers);
    provider.groups.set('root', ['ops']);
    expect((await signIn('root')).location).toBe('/sign-in?failed=FORBIDDEN');
  });

  it('ends only where it began, once, and with what the provider said', async () => {
    provider.groups.set('mira', ['ops']);
    const { back, cookie } = await halfWay('mira');
    const other = await halfWay('mira');
    const refused = '/sign-in?failed=UNAUTHORIZED';
    // Another browser, which somebody wants to sign in as mira.
    expect((await comeBack(back, '')).headers.location).toBe(refused);
    expect((await comeBack(back, other.cookie)).headers.location).toBe(refused);
    expect((await comeBack(back.replace('code=', 'code=x'), cookie)).headers.location).toBe(
      refused,
    );
    // Used up by now.
    expect((await comeBack(back, cookie)).headers.location).toBe(refused);
    expect((await comeBack(`${OIDC_CALLBACK}?error=access_denied`, '')).headers.location).toBe(
      refused,
    );
  });

  it('asks with PKCE, state and nonce, and sets cookies that scripts can not read', async () => {
    const begun = await api.app.inject({ url: '/api/session/oidc' });
    const query = new URL(String(begun.headers.location)).searchParams;
    expect(query.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(query.get(name)?.length).toBeGreaterThan(40);
    expect(String(begun.headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Lax/);
    const { back, cookie } = await halfWay('olga');
    const ended = String((await comeBack(back, cookie)).headers['set-cookie']);
    expect(ended).toMatch(/taskdeck_session=[^;]+;.*HttpOnly; SameSite=Strict/);
  });

  it('says that the provider is away', async () => {
    const away = await makeTestApp({ oidc: settings({ issuer: 'http://127.0.0.1:1' }) });
    const answer = await away.app.inject({ url: '/api/session/oidc' });
    expect(answer.headers.location).toBe('/sign-in?failed=SERVER_UNAVAILABLE');
    await away.close();
  });

  it('is told to the sign-in page, and off unless configured', async () => {
    expect((await api.app.inject({ url: '/api/session/ways' })).json()).toEqual({
      oidc: 'Example',
    });
    const plain = await makeTestApp();
    expect((await plain.app.inject({ url: '/api/session/ways' })).json()).toEqual({ oidc: null });
    expect((await plain.app.inject({ url: '/api/session/oidc' })).statusCode).toBe(404);
    await plain.close();
  });
});

describe('the settings', () => {
  it('name all that is missing or unsafe at once', () => {
    const faults = (env: Record<string, string>) => {
      try {
        return String(parseConfig(env).oidc);
      } catch (error) {
        return String(error);
      }
    };
    expect(faults({})).toBe('null');
    expect(faults({ OIDC_ISSUER: 'https://a.example' })).toMatch(/OIDC_CLIENT_ID[^]*OIDC_ROLES/);
    expect(faults({ OIDC_ISSUER: 'http://a.example' })).toContain('must be https');
    expect(faults({ OIDC_ROLES: 'root' })).toContain('admin=ops');
  });
});

describe('OIDC_ROLES', () => {
  it.each(['', 'admin', 'root=ops', 'admin=', ';', 'admin=ops;nonsense'])(
    'is not taken as "%s"',
    (text) => {
      expect(parseOidcRoles(text)).toBeNull();
    },
  );
});
