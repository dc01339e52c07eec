import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectHardened, published } from './hardening.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('the profile "debug"', () => {
  const stack = sharedStack();
  const { redisCommanderPort, serverPort, redisPort } = stack.settings;

  beforeAll(async () => {
    await stack.compose('--profile', 'debug', 'up', '--detach', '--wait');
  });
  afterAll(async () => {
    await stack.compose('rm', '--stop', '--force', 'redis-commander', 'debug-ports');
  });

  it('shows the queue in Redis Commander', async () => {
    const url = `http://127.0.0.1:${redisCommanderPort}`;
    expect(await (await fetch(url)).text()).toContain('Redis Commander');
    const connections = await fetch(`${url}/connections`);
    expect(await connections.text()).toContain('"host":"redis"');
    const key = async (name: string) => {
      const id = encodeURIComponent(`{taskdeck}:${name}`);
      return (await fetch(`${url}/apiv1/key/R:redis:6379:0/${id}`)).text();
    };
    expect(await key('workers')).toContain('"type":"zset"');
    // A one-time link was made at the start.
    const { stdout } = await stack.compose('logs', '--no-log-prefix', 'server');
    const secret = /sign-in#(\S+)/.exec(stdout)?.[1] ?? '';
    const hash = createHash('sha256').update(secret).digest('hex');
    for (const hidden of [`sign-in-link:${hash}`, 'accounts', 'api-tokens'])
      expect(await key(hidden)).toContain('Internal Server Error');
  });

  it('opens the ports of Redis and of a server', async () => {
    const password = await stack.exec('redis-commander', 'cat', '/run/secrets/redis_password');
    const redis = new Redis({ port: redisPort, username: 'debug', password, lazyConnect: true });
    await redis.connect();
    expect(await redis.ping()).toBe('PONG');
    expect(await redis.zcard('{taskdeck}:workers')).toBeGreaterThan(0);
    await expect(redis.hgetall('{taskdeck}:accounts')).rejects.toThrow('NOPERM');
    await expect(redis.del('{taskdeck}:workers')).rejects.toThrow('NOPERM');
    await redis.quit();
    const health = await fetch(`http://127.0.0.1:${serverPort}/api/health`);
    expect(health.status).toBe(200);
  });

  it('is as locked down as the rest, on this machine only', async () => {
    const containers = [
      ...(await stack.containers('redis-commander')),
      ...(await stack.containers('debug-ports')),
    ];
    expect(containers.length).toBe(2);
    for (const container of containers) expectHardened(container);
    expect(containers.flatMap(published).sort()).toEqual(
      [redisCommanderPort, redisPort, serverPort].map((port) => `127.0.0.1:${port}`).sort(),
    );
  });
});
