import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRedisProgram } from '../../scripts/redis-program.mjs';
import { startPrivateRedis } from '../../scripts/redis.mjs';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

const run = promisify(execFile);

describe('a private Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.remove());

  const withClient = async <T>(use: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(redis.url, { maxRetriesPerRequest: 1, lazyConnect: true });
    try {
      return await use(client);
    } finally {
      client.disconnect();
    }
  };

  it('keeps what was written through a crash and a restart at the same address', async () => {
    await withClient((client) => client.set('kept', 'yes'));
    await redis.kill();
    await redis.restart();
    expect(await withClient((client) => client.get('kept'))).toBe('yes');
  });

  it('refuses who has no password, evicts nothing and writes an append-only file', async () => {
    const stranger = new Redis(redis.port, redis.host, { lazyConnect: true });
    stranger.on('error', () => undefined);
    await expect(stranger.ping()).rejects.toThrow('NOAUTH');
    stranger.disconnect();
    const config = await withClient((client) =>
      client.config('GET', 'maxmemory-policy', 'appendonly', 'appendfsync', 'bind'),
    );
    expect(config).toEqual(expect.arrayContaining(['noeviction', 'yes', 'everysec', '127.0.0.1']));
  });

  it('shows its passwords in no list of processes', async () => {
    const { stdout } = await run('sh', [
      '-c',
      // A process that ends meanwhile makes this fail, and not every machine has ps.
      'cat /proc/[0-9]*/cmdline 2>/dev/null || ps ax -o command 2>/dev/null || true',
    ]);
    expect(stdout).toContain('redis-server');
    for (const password of Object.values(redis.passwords)) expect(stdout).not.toContain(password);
  });
});

describe('starting a private Redis', () => {
  let folder: string;
  // Nothing can be written below a device, on any system: no package can be unpacked there.
  const noFolder = '/dev/null/cache';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taskdeck-start-redis-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('ends with the process that started it, even a killed one and without its data folder', async () => {
    const scripts = new URL('../../scripts/redis.mjs', import.meta.url).href;
    const pidFile = join(folder, 'pid');
    const code = `
      import { rmSync, writeFileSync } from 'node:fs';
      const { startPrivateRedis } = await import(${JSON.stringify(scripts)});
      const redis = await startPrivateRedis({ dir: ${JSON.stringify(join(folder, 'orphan'))} });
      rmSync(${JSON.stringify(join(folder, 'orphan'))}, { recursive: true });
      writeFileSync(${JSON.stringify(pidFile)}, String(redis.pid));
      process.kill(process.pid, 'SIGKILL');`;
    await expect(run(process.execPath, ['--input-type=module', '-e', code])).rejects.toMatchObject({
      signal: 'SIGKILL',
    });
    const group = Number(await readFile(pidFile, 'utf8'));
    await waitFor(() => !isAlive(-group), {
      what: 'the process group of Redis to end',
      timeoutMs: 30_000,
    });
  });

  it('lets the server at the keys of prefixes with any sign', async () => {
    const prefixes = [`it's`, 'a"b', 'none*[', 'x y', '{app}:q', String.raw`back\slash`, 'ü'];
    const dir = join(folder, 'prefixes');
    const redis = await startPrivateRedis({ dir, queuePrefixes: prefixes.join(' , ') });
    const server = new Redis(redis.urlOf('server'));
    for (const prefix of prefixes) expect(await server.get(`${prefix}:mail:meta`)).toBeNull();
    await expect(server.get('none:mail:meta')).rejects.toThrow('NOPERM');
    server.disconnect();
    await redis.stop();
  });

  it('says what Redis said when it does not start', async () => {
    const dir = join(folder, 'broken');
    await mkdir(join(dir, 'appendonlydir'), { recursive: true });
    await writeFile(join(dir, 'appendonlydir', 'appendonly.aof.manifest'), 'not a manifest');
    await expect(startPrivateRedis({ dir })).rejects.toThrow(/did not start in [^]*manifest/);
  });

  it('names the three ways to give it one where there is none', async () => {
    await expect(findRedisProgram({ path: '/nonexistent', cache: noFolder })).rejects.toThrow(
      /REDIS_URL=[^]*on PATH[^]*Debian or Ubuntu[^]*Here there is no redis-server/,
    );
  });

  it('passes by a Redis that is too old, and says so', async () => {
    const old = join(folder, 'redis-server');
    await writeFile(old, '#!/bin/sh\necho "Redis server v=6.0.16 sha=0:0"\n', { mode: 0o755 });
    const search = { path: folder, cache: noFolder };
    await expect(findRedisProgram(search)).rejects.toThrow(`${old} is 6.0.16, older than 7.0`);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
