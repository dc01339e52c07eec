import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StackRedis } from '../support/acl.ts';

const SECRET = /^[0-9a-f]{64}$/;
const FILES = [
  'redis/admin_password',
  'server/redis_password',
  'worker/redis_password',
  'notifier/redis_password',
  'debug/redis_password',
  'server/operator_token',
  'notifier/notify_hmac_secret',
];

it('changed rules start the Redis of the stack anew', () => {
  const version = createHash('sha256').update(readFileSync('redis/users.sh')).digest('hex');
  const compose = readFileSync('docker-compose.yml', 'utf8');
  const noted = /USERS_VERSION: '(\w+)'/.exec(compose)?.[1];
  expect(noted, 'Set USERS_VERSION in docker-compose.yml to this.').toBe(version.slice(0, 12));
});

describe('the secrets of the stack', () => {
  let stack: StackRedis;
  beforeEach(async () => {
    stack = await StackRedis.create();
  });
  afterEach(() => stack.remove());
  const all = () => Promise.all(FILES.map((file) => stack.read(file)));

  it('are made once, each another one, and Redis knows only hashes', async () => {
    await stack.makeSecrets();
    const secrets = await all();
    for (const secret of secrets) expect(secret).toMatch(SECRET);
    expect(new Set(secrets).size).toBe(FILES.length);
    const users = await stack.read('redis/users.acl');
    for (const secret of secrets) expect(users).not.toContain(secret);

    await stack.makeSecrets();
    expect(await all()).toEqual(secrets);
    expect(await stack.read('redis/users.acl')).toBe(users);
  });

  it('follow KEY_PREFIX and QUEUE_PREFIXES at the next start', async () => {
    await stack.makeSecrets();
    const before = await all();
    await stack.makeSecrets({ KEY_PREFIX: 'other', QUEUE_PREFIXES: 'bull' });
    expect(await all()).toEqual(before);
    const users = await stack.read('redis/users.acl');
    expect(users).toContain(' ~{other}:* ~bull:* ');
    expect(users).not.toContain('{taskdeck}');
  });

  it('take over volumes of the time when all shared one password, and its data', async () => {
    const shared = 'a'.repeat(64);
    const consumers = ['redis', 'server', 'worker', 'notifier'];
    for (const consumer of consumers)
      await writeFile(join(stack.home, consumer, 'redis_password'), shared);
    await writeFile(join(stack.home, 'server/operator_token'), 'b'.repeat(64));
    await writeFile(join(stack.home, 'notifier/notify_hmac_secret'), 'c'.repeat(64));

    await stack.makeSecrets();

    const secrets = await all();
    expect(secrets).not.toContain(shared);
    expect(secrets.slice(-2)).toEqual(['b'.repeat(64), 'c'.repeat(64)]);
    await expect(stack.read('redis/redis_password')).rejects.toThrow('ENOENT');
    await stack.start();
    for (const user of ['admin', 'server', 'worker', 'notifier', 'debug'])
      expect(await (await stack.as(user)).ping()).toBe('PONG');
    await expect(stack.connect({ password: shared }).ping()).rejects.toThrow('WRONGPASS');
  });

  it('that are lost are made anew', async () => {
    await stack.makeSecrets();
    const before = await all();
    await rm(join(stack.home, 'worker/redis_password'));
    await stack.makeSecrets();
    const after = await all();
    expect(after.filter((secret, i) => secret !== before[i])).toHaveLength(1);
    await stack.start();
    expect(await (await stack.as('worker')).ping()).toBe('PONG');
  });
});
