import { MAX_JSON_DEPTH } from '@taskdeck/server/json-depth';
import { MAX_BATCH } from '@taskdeck/server/trpc-plugin';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, TOKEN, type TestApp } from '../support/api.ts';

describe('requests of one account', () => {
  let api: TestApp;
  let now = Date.parse('2026-01-01T00:00:00Z');
  // Two a second: ten at once.
  beforeEach(async () => {
    api = await makeTestApp({ accountRateLimit: 2, now: () => now });
  });
  afterEach(() => api.close());
  const stats = (headers: Record<string, string> = BEARER) =>
    api.call('GET', '/api/stats', undefined, headers);
  const times = async (count: number, headers?: Record<string, string>) => {
    const statuses: number[] = [];
    for (let i = 0; i < count; i += 1) statuses.push((await stats(headers)).status);
    return statuses;
  };

  it('are taken five seconds at once, then as fast as the rate', async () => {
    expect(await times(10)).toEqual(Array(10).fill(200));
    const refused = await stats();
    expect([refused.status, refused.headers['retry-after'], refused.body.error.code]).toEqual([
      429,
      '1',
      'RATE_LIMITED',
    ]);
    expect(refused.body.error.message).toContain('2 a second');
    now += 1_000;
    expect(await times(3)).toEqual([200, 200, 429]);
    now += 60_000;
    expect(await times(11)).toEqual([...Array(10).fill(200), 429]);
  });

  it('are counted for each account, whatever it signs in with', async () => {
    const cookie = await api.signIn();
    expect((await times(11)).at(-1)).toBe(429);
    expect((await times(11, { cookie })).filter((status) => status === 200)).toHaveLength(10);
    // Another session of the same account.
    expect((await stats({ cookie: await api.signIn() })).status).toBe(429);
  });

  it('are counted by address for who is nobody or guesses', async () => {
    expect(await times(10, {})).toEqual(Array(10).fill(401));
    expect(await times(2, { authorization: 'Bearer guessed' })).toEqual([429, 429]);
    expect((await stats()).status).toBe(200);
  });

  it('are told over tRPC with the same header, and a batch counts for its calls', async () => {
    const ask = (path: string) => api.app.inject({ url: `/trpc/${path}`, headers: BEARER });
    const five = `${Array(5).fill('stats').join(',')}?batch=1`;
    expect((await ask(five)).statusCode).toBe(200);
    expect((await ask(five)).statusCode).toBe(200);
    const refused = await ask('stats');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1']);
    expect(refused.json().error.data.app).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('do not count health checks', async () => {
    for (let i = 0; i < 20; i += 1)
      expect((await api.call('GET', '/api/health', undefined, {})).status).toBe(200);
  });

  it('are not counted with 0', async () => {
    const open = await makeTestApp({ accountRateLimit: 0, now: () => now });
    for (let i = 0; i < 50; i += 1) expect((await open.call('GET', '/api/stats')).status).toBe(200);
    await open.close();
  });
});

describe('one request', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await makeTestApp();
  });
  afterAll(() => api.close());
  const get = (url: string) => api.app.inject({ url, headers: BEARER });

  it(`has at most ${MAX_BATCH} calls`, async () => {
    const batch = (count: number) => get(`/trpc/${Array(count).fill('health').join(',')}?batch=1`);
    expect((await batch(MAX_BATCH)).statusCode).toBe(200);
    const refused = await batch(MAX_BATCH + 1);
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('INPUT_INVALID');
    expect(refused.body).not.toContain('"result"');
  });

  it('nests no deeper than it may, in its address as in its body', async () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    for (const [depth, words] of [
      [MAX_JSON_DEPTH + 1, 'nests deeper'],
      [MAX_JSON_DEPTH - 1, 'INPUT_INVALID'],
    ] as const) {
      const input = nested(depth);
      const query = await get(`/trpc/tasks.list?input=${encodeURIComponent(input)}`);
      expect([query.statusCode, query.body]).toEqual([400, expect.stringContaining(words)]);
      for (const url of ['/trpc/tasks.submit', '/api/tasks']) {
        const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
        const body = await api.app.inject({ method: 'POST', url, headers, payload: input });
        expect([url, body.statusCode, body.body]).toEqual([
          url,
          400,
          expect.stringContaining(words),
        ]);
      }
    }
  });

  it.each([
    ['http://localhost:8080', undefined],
    ['https://panel.example.org', 'max-age=31536000'],
  ])('is answered at %s with Strict-Transport-Security: %s', async (publicUrl, expected) => {
    const app = await makeTestApp({ publicUrl });
    for (const url of ['/api/health', '/trpc/health', '/nowhere', '/api/docs'])
      expect((await app.app.inject({ url })).headers['strict-transport-security']).toBe(expected);
    await app.close();
  });

  it('is answered without room for scripts of others, but for styles of the documentation', async () => {
    for (const url of ['/api/health', '/trpc/health', '/nowhere', '/api/docs/', '/api/docs']) {
      const { headers } = await api.app.inject({ url });
      const policy = String(headers['content-security-policy']);
      expect([url, policy]).toEqual([url, expect.stringContaining("frame-ancestors 'none'")]);
      expect(policy).not.toMatch(
        /script-src[^;]*unsafe|default-src[^;]*unsafe|style-src-elem[^;]*unsafe|\*/,
      );
      expect(policy.includes('unsafe')).toBe(url.startsWith('/api/docs'));
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    const { headers } = await api.app.inject({ url: '/trpc/health' });
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});
