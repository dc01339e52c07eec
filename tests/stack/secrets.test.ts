import { describe, expect, it } from 'vitest';
import { operatorToken } from './api.ts';
import { serviceOf } from './container.ts';
import { noEngine, sharedStack } from './shared-stack.ts';
import type { Stack } from './stack.ts';

const secret = (stack: Stack, service: string, file: string) =>
  stack.exec(service, 'cat', `/run/secrets/${file}`);
const SECRET = /^[0-9a-f]{64}$/;

/** Every secret of the stack but those of the profile `debug`. */
const allSecrets = (stack: Stack) =>
  Promise.all([
    secret(stack, 'redis', 'admin_password'),
    ...['server', 'worker', 'notifier'].map((one) => secret(stack, one, 'redis_password')),
    operatorToken(stack),
    secret(stack, 'notifier', 'notify_hmac_secret'),
    secret(stack, 'server', 'secrets_key'),
  ]);

describe.skipIf(noEngine)('secrets', () => {
  const stack = sharedStack();
  it('are made once, long, and each another one', async () => {
    const secrets = await allSecrets(stack);
    for (const one of secrets) expect(one).toMatch(SECRET);
    expect(new Set(secrets).size).toBe(secrets.length);

    await stack.compose('up', '--detach', '--no-deps', '--force-recreate', 'secrets');
    await stack.docker('wait', (await stack.containers('secrets'))[0]?.Id ?? '');

    expect(await allSecrets(stack)).toEqual(secrets);
  });

  it('are read-only for their consumer, who has no others', async () => {
    const files = async (service: string) =>
      (await stack.exec(service, 'ls', '/run/secrets')).trim().split('\n').sort();
    expect(await files('redis')).toEqual(['admin_password', 'users.acl']);
    expect(await files('worker')).toEqual(['redis_password', 'secrets_key']);
    expect(await files('notifier')).toEqual([
      'notify_hmac_secret',
      'redis_password',
      'secrets_key',
    ]);
    expect(await files('server')).toEqual(['operator_token', 'redis_password', 'secrets_key']);
    const mounts = (await stack.containers()).flatMap((container) =>
      container.Mounts.map((mount) => ({ service: serviceOf(container), ...mount })),
    );
    const secrets = mounts.filter(({ Destination }) => Destination === '/run/secrets');
    expect(secrets.length).toBe(7);
    expect(secrets.filter(({ RW }) => RW)).toEqual([]);
  });

  it('are in no inspect answer, configuration, image, log, event or argument', async () => {
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
      images: await stack.docker(
        'image',
        'inspect',
        ...new Set(containers.map(({ Image }) => Image)),
      ),
    };
    const secrets = await allSecrets(stack);
    for (const [place, text] of Object.entries(places)) {
      expect([place, text.length > 100]).toEqual([place, true]);
      for (const one of secrets) expect([place, text.includes(one)]).toEqual([place, false]);
    }
  });
});
