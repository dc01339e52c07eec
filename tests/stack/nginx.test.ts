import { afterAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { call } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('Nginx', () => {
  const stack = sharedStack();
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(stack.url + path, { headers, redirect: 'manual' });

  // The flood below leaves a full bucket.
  afterAll(async () => {
    await waitFor(async () => (await call(stack, '/api/stats')).ok);
  });

  it('serves the panel at every route of it, always asked for anew', async () => {
    for (const path of ['/', '/submit', '/jobs/0199-some-id', '/sign-in']) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('serves assets compressed and for ever, and no page in place of a missing one', async () => {
    const html = await (await get('/')).text();
    const asset = /\/assets\/[\w.-]+\.js/.exec(html)?.[0] ?? '';

    const response = await get(asset, { 'accept-encoding': 'gzip' });

    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/assets/none.js')).status).toBe(404);
  });

  it('leads the names that others expect to their counterparts', async () => {
    const dashboard = await get('/dashboard');
    expect([dashboard.status, dashboard.headers.get('location')]).toEqual([302, '/']);
    for (const path of ['/health', '/dashboard/health'])
      expect(await (await get(path)).json()).toMatchObject({ checks: { redis: 'up' } });
    expect(await (await call(stack, '/dashboard/stats')).json()).toHaveProperty('totals');
    expect((await get('/metrics')).status).toBe(404);
  });

  it('sends security headers with everything', async () => {
    for (const path of ['/', '/assets/none.js', '/api/health', '/api/stats']) {
      const { headers } = await get(path);
      // An answer of the API is no page: it may load nothing at all.
      expect(headers.get('content-security-policy')).toMatch(
        path.startsWith('/api/') ? /^default-src 'none'/ : /default-src 'self'.*object-src 'none'/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('permissions-policy')).toContain('camera=()');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
  });

  it('keeps a well-formed request id and replaces any other', async () => {
    const id = async (sent: string) =>
      (await get('/api/health', { 'x-request-id': sent })).headers.get('x-request-id');
    expect(await id('from-the-caller-1')).toBe('from-the-caller-1');
    for (const sent of ['short', 'with space in it', 'a'.repeat(65), '"},{"forged":"1'])
      expect(await id(sent)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('logs each request as JSON, without its query', async () => {
    await get('/submit?secret=do-not-log-me', { 'x-request-id': 'log-line-0001' });

    const line = await waitFor(async () => {
      const { stdout } = await stack.compose('logs', '--no-log-prefix', '--tail', '50', 'nginx');
      return stdout.split('\n').find((one) => one.includes('log-line-0001'));
    });

    expect(JSON.parse(line)).toMatchObject({ method: 'GET', path: '/submit', status: 200 });
    expect(line).not.toContain('do-not-log-me');
  });

  it('refuses a body over 1 MB in the shapes of the API', async () => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ task: 'sleep', input: 'x'.repeat(1_100_000) }),
    };
    const rest = await call(stack, '/api/tasks', init);
    expect(rest.status).toBe(413);
    expect(await rest.json()).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
    const trpc = await call(stack, '/trpc/tasks.submit', init);
    expect(trpc.status).toBe(413);
    expect(await trpc.json()).toMatchObject({
      error: { code: -32013, data: { app: { code: 'PAYLOAD_TOO_LARGE' } } },
    });
  });

  it('passes live events on as they come', async () => {
    const stop = new AbortController();
    const response = await call(stack, '/trpc/live', { signal: stop.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');

    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    await waitFor(
      async () => {
        text += (await reader?.read())?.value ?? '';
        return text.includes('"hello"');
      },
      { timeoutMs: 30_000 },
    );
    stop.abort();
  });

  it('limits what one address may ask of the API, sparing health and the panel', async () => {
    const flood = await Promise.all(
      Array.from({ length: 700 }, async () => {
        const response = await call(stack, '/api/me-too');
        return { response, text: await response.text() };
      }),
    );

    const refused = flood.filter(({ response }) => response.status === 429);
    // How many depends on how fast this machine can ask.
    expect(refused.length).toBeGreaterThan(0);
    expect(flood.length - refused.length).toBeGreaterThan(200);
    expect(refused[0]?.response.headers.get('retry-after')).toBe('1');
    expect(JSON.parse(refused[0]?.text ?? '')).toMatchObject({
      error: { code: 'RATE_LIMITED', requestId: refused[0]?.response.headers.get('x-request-id') },
    });
    for (const path of ['/api/health', '/health', '/']) expect((await get(path)).status).toBe(200);
  });
});
