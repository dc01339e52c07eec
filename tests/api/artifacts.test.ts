import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'taskdeck-files-')));
const artifactsDir = join(root, 'artifacts');
let api: TestApp;
let id: string;
let folder: string;

beforeAll(async () => {
  mkdirSync(artifactsDir);
  writeFileSync(join(root, 'secret'), 'secret');
  api = await makeTestApp({ artifactsDir });
  ({ id } = (await api.call('POST', '/api/tasks', { task: 'sleep' })).body);
  folder = join(artifactsDir, id);
  mkdirSync(join(folder, 'a b'), { recursive: true });
  writeFileSync(join(folder, 'walk.csv'), 'x,y\n');
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(join(folder, 'page.html'), '<script>alert(1)</script>');
  writeFileSync(join(folder, "a b/ü'(1)*.txt"), 'deep');
});
afterAll(async () => {
  await api.close();
  rmSync(root, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = BEARER) =>
  api.app.inject({ method: 'GET', url: `/api/tasks/${id}/artifacts${path}`, headers });

describe('the files of a job', () => {
  it('are listed by name', async () => {
    expect((await get('')).json()).toEqual({
      items: [
        { name: "a b/ü'(1)*.txt", sizeBytes: 4 },
        { name: 'empty', sizeBytes: 0 },
        { name: 'page.html', sizeBytes: 25 },
        { name: 'walk.csv', sizeBytes: 4 },
      ],
    });
  });

  it('are none where the job left none', async () => {
    const { body } = await api.call('POST', '/api/tasks', { task: 'sleep' });
    const list = await api.call('GET', `/api/tasks/${body.id}/artifacts`);
    expect([list.status, list.body]).toEqual([200, { items: [] }]);
  });

  it.each([
    ['/walk.csv', 'x,y\n', 'walk.csv'],
    ['/empty', '', 'empty'],
    ['/page.html', '<script>alert(1)</script>', 'page.html'],
    ["/a%20b/%C3%BC'(1)*.txt", 'deep', '%C3%BC%27%281%29%2A.txt'],
    ['/a%20b%2F%C3%BC%27(1)*.txt', 'deep', '%C3%BC%27%281%29%2A.txt'],
  ])('are downloads, never pages: %s', async (path, text, name) => {
    const response = await get(path);
    expect([response.statusCode, response.body]).toEqual([200, text]);
    expect(response.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    expect(Number(response.headers['content-length'])).toBe(Buffer.byteLength(text));
  });

  it('need a sign-in, and a job', async () => {
    expect((await get('', {})).statusCode).toBe(401);
    expect((await get('/walk.csv', {})).statusCode).toBe(401);
    for (const url of ['', '/walk.csv'].map((path) => `/api/tasks/${uuidv7()}/artifacts${path}`))
      expect((await api.call('GET', url)).body.error.code).toBe('NOT_FOUND');
    expect((await api.call('GET', '/api/tasks/not-an-id/artifacts')).status).toBe(400);
  });

  it.each([
    '/nothing',
    '/',
    '/.',
    '/a%20b',
    '/a%20b/',
    '/walk.csv/',
    '/walk.csv/x',
    '//walk.csv',
    '/..%2f..%2fsecret',
    '/%2e%2e/%2e%2e/secret',
    '/..%2fsecret',
    '/%2fetc%2fpasswd',
    '/walk.csv%00',
    `/${'x'.repeat(300)}`,
    `/${'x/'.repeat(3_000)}`,
  ])('do not answer to %s', async (path) => {
    const { statusCode, body } = await get(path);
    expect([400, 404, 414]).toContain(statusCode);
    expect(body).not.toContain('secret"');
  });

  it('are no links, pipes or folders, however they are reached', async () => {
    symlinkSync(join(root, 'secret'), join(folder, 'link'));
    symlinkSync(root, join(folder, 'links'));
    symlinkSync('walk.csv', join(folder, 'inside'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const path of ['/link', '/links/secret', '/inside', '/pipe', '/links'])
      expect([path, (await get(path)).statusCode]).toEqual([path, 404]);
    const names = (await get('')).json().items.map(({ name }: { name: string }) => name);
    expect(names).not.toEqual(expect.arrayContaining([expect.stringMatching(/link|inside|pipe/)]));
  });

  it('are not of another job, though its folder be a link', async () => {
    const { body } = await api.call('POST', '/api/tasks', { task: 'sleep' });
    symlinkSync(folder, join(artifactsDir, body.id));
    const url = `/api/tasks/${body.id}/artifacts`;
    expect((await api.call('GET', `${url}/walk.csv`)).status).toBe(404);
    expect((await api.call('GET', url)).body).toEqual({ items: [] });
  });

  it('are nowhere when the server has no folder', async () => {
    const bare = await makeTestApp();
    const { body } = await bare.call('POST', '/api/tasks', { task: 'sleep' });
    const url = `/api/tasks/${body.id}/artifacts`;
    expect((await bare.call('GET', url)).body).toEqual({ items: [] });
    expect((await bare.call('GET', `${url}/x`)).status).toBe(404);
    await bare.close();
  });
});
