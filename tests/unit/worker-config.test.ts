import { NO_TASK_SETTINGS } from '@taskdeck/tasks';
import { ConfigError, parseConfig } from '@taskdeck/worker/config';
import { describe, expect, it } from 'vitest';

const noFile = (path: string): string => {
  throw new Error(`ENOENT: ${path}`);
};
const faultsOf = (env: Record<string, string>, readFile = noFile): readonly string[] => {
  try {
    parseConfig(env, readFile);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.faults : [String(error)];
  }
};

describe("a worker's settings", () => {
  it('need none', () => {
    expect(parseConfig({}, noFile)).toEqual({
      redisUrl: 'redis://127.0.0.1:6379',
      keyPrefix: 'taskdeck',
      queues: [
        { name: 'default', concurrency: 2 },
        { name: 'heavy', concurrency: 2 },
      ],
      graceMs: 25_000,
      aliveFile: null,
      logLevel: 'info',
      secretsKey: null,
      threads: { maxTasks: 1_000, maxHeapMb: 256 },
      tasks: NO_TASK_SETTINGS,
    });
  });

  it('take an empty variable for an unset one', () => {
    const env = { REDIS_URL: '', REDIS_PORT: '', WORKER_QUEUES: '', LOG_LEVEL: '', KEY_PREFIX: '' };
    expect(parseConfig(env, noFile)).toEqual(parseConfig({}, noFile));
  });

  it('give each queue its slots, or those of WORKER_CONCURRENCY', () => {
    const env = { WORKER_QUEUES: 'default:2, heavy', WORKER_CONCURRENCY: '3' };
    expect(parseConfig(env, noFile).queues).toEqual([
      { name: 'default', concurrency: 2 },
      { name: 'heavy', concurrency: 3 },
    ]);
  });

  it.each([
    [{ REDIS_HOST: 'redis', REDIS_PASSWORD: 'p/w' }, 'redis://:p%2Fw@redis:6379'],
    [
      { REDIS_HOST: 'redis', REDIS_USERNAME: 'a b', REDIS_PASSWORD: 'p' },
      'redis://a%20b:p@redis:6379',
    ],
    [{ REDIS_URL: 'redis://own:p@x', REDIS_USERNAME: 'other' }, 'redis://own:p@x'],
    [{ REDIS_URL: 'rediss://me@x:1/2', REDIS_PASSWORD: 'p' }, 'rediss://me:p@x:1/2'],
    [{ REDIS_URL: 'redis://:own@x', REDIS_PASSWORD: 'other' }, 'redis://:own@x'],
    [{ REDIS_HOST: '::1' }, 'redis://[::1]:6379'],
  ])('find Redis by %j', (env, url) => {
    expect(parseConfig(env, noFile).redisUrl).toBe(url);
  });

  it('read the password from a file', () => {
    const env = { REDIS_PASSWORD_FILE: '/run/secrets/redis' };
    const read = (path: string) => (path === '/run/secrets/redis' ? 'secret\n' : noFile(path));
    expect(parseConfig(env, read).redisUrl).toBe('redis://:secret@127.0.0.1:6379');
  });

  it('are refused with every fault at once', () => {
    const faults = faultsOf({
      REDIS_URL: 'http://x',
      REDIS_PORT: '0',
      REDIS_HOST: 'a host',
      KEY_PREFIX: 'a.b',
      WORKER_CONCURRENCY: 'many',
      WORKER_QUEUES: 'a:0,b:c',
      WORKER_GRACE_MS: '-1',
      REDIS_PASSWORD: 'x',
      REDIS_PASSWORD_FILE: '/nowhere',
      LOG_LEVEL: 'loud',
    });
    for (const name of [
      'REDIS_URL must begin',
      'REDIS_PORT must be at least 1',
      'REDIS_HOST must be',
      'KEY_PREFIX takes 1 to 40',
      'WORKER_CONCURRENCY must be a number',
      '"a:0"',
      '"b:c"',
      'WORKER_GRACE_MS',
      'both set',
      "can't be read",
      'LOG_LEVEL must be trace',
    ])
      expect(faults).toEqual(expect.arrayContaining([expect.stringContaining(name)]));
  });

  it('refuse a queue that is named twice', () => {
    expect(faultsOf({ WORKER_QUEUES: 'a,a:2' })).toEqual([
      'WORKER_QUEUES must name each queue once',
    ]);
  });
});
