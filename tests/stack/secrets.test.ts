import { describe, expect, it } from 'vitest';
import { operatorToken } from './api.ts';
import { serviceOf } from './container.ts';
import { noEngine, sharedStack } from './shared-stack.ts';
import type { Stack } from './stack.ts';

const redisPassword = (stack: Stack) => stack.exec('redis', 'cat', '/run/secrets/redis_password');

describe.skipIf(noEngine)('secrets', () => {
  const stack = sharedStack();
  it('are made once, long, and the same for all who need them', async () => {
    const password = await redisPassword(stack);
    const token = await operatorToken(stack);
    expect(password).toMatch(/^[0-9a-f]{64}$/);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(token).not.toBe(password);
    for (const service of ['server', 'worker', 'notifier'])
      expect(await stack.exec(service, 'cat', '/run/secrets/redis_password')).toBe(password);

    await stack.compose('up', '--detach', '--no-deps', '--force-recreate', 'secrets');
    await stack.docker('wait', (await stack.containers('secrets'))[0]?.Id ?? '');

    expect(await redisPassword(stack)).toBe(password);
    expect(await stack.exec('server', 'cat', '/run/secrets/operator_token')).toBe(token);
  });

  it('are read-only for their consumer, who has no others', async () => {
    const files = async (service: string) =>
      (await stack.exec(service, 'ls', '/run/secrets')).trim().split('\n').sort();
    expect(await files('redis')).toEqual(['redis_password']);
    expect(await files('worker')).toEqual(['redis_password']);
    expect(await files('notifier')).toEqual(['notify_hmac_secret', 'redis_password']);
    expect(await files('server')).toEqual(['operator_token', 'redis_password']);
    const mounts = (await stack.containers()).flatMap((container) =>
      container.Mounts.map((mount) => ({ service: serviceOf(container), ...mount })),
    );
    const secrets = mounts.filter(({ Destination }) => Destination === '/run/secrets');
    expect(secrets.length).toBe(7);
    expect(secrets.filter(({ RW }) => RW)).toEqual([]);
  });

  it('are in no inspect answer, configuration, log, event or argument', async () => {
    const containers = await stack.containers();
    const project = `label=com.docker.compose.project=${stack.settings.project}`;
    const now = Math.floor(Date.now() / 1000);
    const places = {
      inspect: await stack.docker('inspect', ...containers.map(({ Id }) => Id)),
      config: (await stack.compose('config')).stdout,
      logs: (await stack.compose('logs')).stdout,
      events: await stack.docker(
        'events',
        '--since',
        '1h',
        '--until',
        String(now),
        '--filter',
        project,
      ),
      arguments: (await stack.compose('top')).stdout,
    };
    const signing = await stack.exec('notifier', 'cat', '/run/secrets/notify_hmac_secret');
    expect(signing).toMatch(/^[0-9a-f]{64}$/);
    const secrets = [await redisPassword(stack), await operatorToken(stack), signing];
    for (const [place, text] of Object.entries(places)) {
      expect([place, text.length > 100]).toEqual([place, true]);
      for (const secret of secrets) expect([place, text.includes(secret)]).toEqual([place, false]);
    }
  });
});
