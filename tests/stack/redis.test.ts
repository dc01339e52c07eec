import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { completed, health, job, submit } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('Redis', () => {
  const stack = sharedStack();
  const redis = async (...command: string[]) => {
    const cli = 'REDISCLI_AUTH=$(cat /run/secrets/redis_password) redis-cli "$@"';
    return (await stack.exec('redis', 'sh', '-c', cli, 'sh', ...command)).trim().split('\n');
  };

  it('is set up to keep jobs: on disk, never evicted, behind a password', async () => {
    const settings = ['appendonly', 'appendfsync', 'maxmemory', 'maxmemory-policy', 'save'];
    const lines = await redis('config', 'get', ...settings);
    const pairs = settings.map((name) => [name, lines[lines.indexOf(name) + 1]]);
    expect(Object.fromEntries(pairs)).toEqual({
      appendonly: 'yes',
      appendfsync: 'everysec',
      maxmemory: String(256 * 1024 * 1024),
      'maxmemory-policy': 'noeviction',
      save: '900 1 300 100 60 10000',
    });
    expect(await stack.exec('redis', 'redis-cli', 'ping')).toContain('NOAUTH');
  });

  it('keeps jobs over a restart, and the workers go on', async () => {
    const kept = await submit(stack, 'sleep', { durationMs: 100, steps: 1 });
    await completed(stack, kept);

    await stack.compose('restart', 'redis');

    await waitFor(async () => (await health(stack)).checks.redis === 'up', { timeoutMs: 30_000 });
    // Each server replica finds Redis again by itself, up to a second after the other: until then it refuses.
    const found = await waitFor(() => job(stack, kept));
    expect(found.state).toBe('completed');
    const next = await waitFor(() => submit(stack, 'sleep', { durationMs: 100, steps: 1 }));
    await completed(stack, next);
  });
});
