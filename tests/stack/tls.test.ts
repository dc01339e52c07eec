import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../scripts/redis.mjs';
import { freshStack, tearDown } from './bring-up.ts';
import { published } from './hardening.ts';
import { noEngine } from './shared-stack.ts';
import { Stack } from './stack.ts';

const run = promisify(execFile);

describe.skipIf(noEngine)('compose.tls.yml', () => {
  let stack: Stack;
  let folder: string;
  let port: number;
  let ca: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taskdeck-tls-'));
    port = await freePort();
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', key, '-out', certificate];
    await run('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      ...names,
      ...files,
    ]);
    // As keys are: nobody but their owner reads them.
    await chmod(key, 0o600);
    ca = await readFile(certificate, 'utf8');
    const { settings } = await freshStack('tls');
    stack = new Stack(settings, {
      COMPOSE_FILE: 'docker-compose.yml:compose.tls.yml',
      TLS_CERT_FILE: certificate,
      TLS_KEY_FILE: key,
      TLS_PORT: String(port),
      PUBLIC_URL: `https://localhost:${port}/`,
      WORKER_REPLICAS: '1',
      SERVER_REPLICAS: '1',
    });
    await stack.compose('build', '--progress', 'plain');
    await stack.compose('up', '--detach', '--wait');
  });
  afterAll(async () => {
    await tearDown(stack);
    await rm(folder, { recursive: true, force: true });
  });

  /** A request by TLS that trusts our certificate and no other. */
  const call = async (path: string, method = 'GET', body?: object) => {
    const headers = { 'content-type': 'application/json' };
    const asked = request({ host: 'localhost', port, path, method, ca, headers });
    asked.end(body === undefined ? '' : JSON.stringify(body));
    const [response] = await once(asked, 'response');
    response.resume();
    await once(response, 'end');
    return { status: response.statusCode, headers: response.headers, raw: response.rawHeaders };
  };

  it('serves the panel and the API by TLS, each with HSTS once', async () => {
    for (const path of ['/', '/jobs', '/api/health', '/trpc/health', '/assets/none.js']) {
      const { headers, raw } = await call(path);
      expect([path, headers['strict-transport-security']]).toEqual([path, 'max-age=31536000']);
      expect(raw.filter((one: string) => /^strict-transport/i.test(one))).toHaveLength(1);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
    expect((await call('/')).status).toBe(200);
    expect((await call('/api/health')).status).toBe(200);
  });

  it('signs people in with a cookie for this host and TLS alone', async () => {
    const { stdout } = await stack.compose('logs', '--no-log-prefix', 'server');
    const link = /Sign in once, within 24 h: (\S+)\/sign-in#(\S+)/.exec(stdout);
    expect(link?.[1]).toBe(`https://localhost:${port}`);
    const { status, headers } = await call('/api/session/link', 'POST', { secret: link?.[2] });
    expect(status).toBe(204);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^__Host-taskdeck_session=/);
    for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict'])
      expect(cookie).toContain(part);
    expect(cookie).not.toContain('Domain');
  });

  it('sends on whoever comes by HTTP, but not its own health check', async () => {
    const get = (path: string, method = 'GET') =>
      fetch(stack.url + path, { method, redirect: 'manual' });
    for (const [path, method] of [
      ['/', 'GET'],
      ['/jobs?state=failed', 'GET'],
      ['/api/tasks', 'POST'],
    ] as const) {
      const { status, headers } = await get(path, method);
      expect([status, headers.get('location')]).toEqual([308, `https://localhost:${port}${path}`]);
    }
    expect((await get('/healthz')).status).toBe(200);
  });

  it('speaks TLS 1.2 and later', async () => {
    const old = connect({
      host: 'localhost',
      port,
      ca,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    });
    await expect(once(old, 'secureConnect')).rejects.toThrow(/protocol|alert|SSL|TLS/i);
    const now = connect({ host: 'localhost', port, ca, servername: 'localhost' });
    await once(now, 'secureConnect');
    expect(now.getProtocol()).toBe('TLSv1.3');
    now.destroy();
  });

  it('is published on this machine only, and shows its key to nobody but Nginx', async () => {
    const [nginx] = await stack.containers('nginx');
    if (nginx === undefined) throw new Error('there is no container of Nginx');
    expect(published(nginx).sort()).toEqual(
      [`127.0.0.1:${port}`, `127.0.0.1:${stack.settings.panelPort}`].sort(),
    );
    expect(nginx.HostConfig.ReadonlyRootfs).toBe(true);
    expect(await stack.exec('nginx', 'cat', '/run/secrets/tls.key')).toContain('PRIVATE KEY');
    const everything = await stack.docker(
      'inspect',
      ...(await stack.containers()).map(({ Id }) => Id),
    );
    expect(everything).not.toContain('PRIVATE KEY');
    const { stdout } = await stack.compose('exec', '-T', 'server', 'ls', '/run/secrets');
    expect(stdout).not.toContain('tls');
  });
});
