import { parseConfig } from '@taskdeck/server/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp({
    publicUrl: 'https://Panel.example.org:8443',
    allowedHosts: ['deck.lan', '192.168.1.5', 'fd00::5'],
  });
});
afterAll(() => api.close());

const asked = (host: string, url = '/api/stats') =>
  api.app.inject({ method: 'GET', url, headers: { ...BEARER, host } });

describe('the Host of a request', () => {
  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:8080',
    '127.0.0.1:8080',
    '127.1.2.3',
    '[::1]:8080',
    'panel.example.org',
    'panel.example.org.:8443',
    'PANEL.example.org:1',
    'deck.lan:8080',
    '192.168.1.5',
    '[fd00::5]:8080',
  ])('%s is ours', async (host) => {
    expect((await asked(host)).statusCode).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'panel.example.org.evil.example',
    'notpanel.example.org',
    '192.168.1.6',
    '0.0.0.0',
    '[::2]',
    'localhost@evil.example',
    'evil.example/localhost',
    'evil.example#localhost',
    'localhost evil.example',
    'a'.repeat(5_000),
  ])('%.40s is refused everywhere, in the one shape of errors', async (host) => {
    for (const url of ['/api/stats', '/trpc/stats', '/', '/api/docs', '/api/tasks/x/log.txt']) {
      const answer = await asked(host, url);
      expect([url, answer.statusCode, answer.json().error.code]).toEqual([url, 403, 'FORBIDDEN']);
      expect(answer.json().error.message).toContain('ALLOWED_HOSTS');
    }
  });

  it('does not matter for health checks', async () => {
    for (const url of ['/api/health', '/health', '/dashboard/health'])
      expect((await asked('10.0.0.7:3000', url)).statusCode).toBeLessThan(400);
    expect((await asked('10.0.0.7', '/api/healthy')).statusCode).toBe(403);
  });

  it('is refused before a session is made or a job taken', async () => {
    const headers = { ...BEARER, host: 'evil.example', 'content-type': 'application/json' };
    const payload = JSON.stringify({ task: 'sleep', input: { durationMs: 1, steps: 1 } });
    const answer = await api.app.inject({ method: 'POST', url: '/api/tasks', headers, payload });
    expect(answer.statusCode).toBe(403);
    expect(api.queue.jobs.size).toBe(0);
  });

  it('may be anything with ALLOWED_HOSTS=*', async () => {
    const open = await makeTestApp({ allowedHosts: ['*'] });
    const headers = { ...BEARER, host: 'evil.example' };
    expect((await open.app.inject({ url: '/api/stats', headers })).statusCode).toBe(200);
    await open.close();
  });
});

describe('ALLOWED_HOSTS', () => {
  it('is a list, besides the address that the server listens at', () => {
    const config = parseConfig({ HOST: '10.0.0.7', ALLOWED_HOSTS: ' Deck.lan ,[fd00::5],' });
    expect(config.allowedHosts).toEqual(['10.0.0.7', 'deck.lan', '[fd00::5]']);
    expect(() => parseConfig({ ALLOWED_HOSTS: 'http://deck' })).toThrow(/ALLOWED_HOSTS/);
    expect(() => parseConfig({ PUBLIC_URL: 'ftp://deck' })).toThrow(/PUBLIC_URL/);
  });
});
