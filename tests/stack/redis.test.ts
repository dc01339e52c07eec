import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { completed, health, job, submit } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('Redis', () => {
  const stack = sharedStack();
  const redis = async (...command: string[]) => {
    const cli = 'REDISCLI_AUTH=$(cat /run/secrets/admin_password) redis-cli --user admin "$@"';
    return (await stack.exec('redis', 'sh', '-c', cli, 'sh', ...command)).trim().split('\n');
  };

  /** What Redis answers to each line of a program in the worker's container that has the worker's password. */
  const asWorker = async (lines: readonly string[]) => {
    const program = `
      const password = require('node:fs').readFileSync('/run/secrets/redis_password', 'utf8');
      const lines = ['AUTH worker ' + password, ...JSON.parse(process.argv[1]), 'QUIT'];
      const client = require('node:net').connect(6379, 'redis');
      client.pipe(process.stdout);
      client.write(lines.map((line) => line + '\\r\\n').join(''));`;
    const text = await stack.exec('worker', 'node', '-e', program, JSON.stringify(lines));
    return text.trim().split('\r\n').slice(0, -1);
  };

  it('is set up to keep jobs: on disk, never evicted, behind passwords', async () => {
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

  it('refuses nothing that server, workers and notifier need', async () => {
    await completed(stack, await submit(stack, 'sleep', { durationMs: 100, steps: 1 }));
    const lines = await redis('acl', 'log', '128');
    const refused = lines.flatMap((line, i) =>
      line === 'username' ? [`${lines[i + 1]}: ${lines[i - 5]} ${lines[i - 1]}`] : [],
    );
    expect(refused.filter((one) => !one.startsWith('debug:'))).toEqual([]);
  });

  it('lets a worker at jobs, and at nothing of sign-in', async () => {
    const own = '{taskdeck}';
    const answers = await asWorker([
      'PING',
      `EXISTS ${own}:workers`,
      `GET ${own}:session:x`,
      `ZRANGE ${own}:sessions 0 -1`,
      `HGETALL ${own}:accounts`,
      `HGETALL ${own}:api-tokens`,
      `GETDEL ${own}:sign-in-link:x`,
      `XRANGE ${own}:audit - +`,
      `EVAL "return redis.call('HGETALL','${own}:api-tokens')" 0`,
      'SCAN 0',
      'FLUSHALL',
      'CONFIG GET *',
      'ACL LIST',
    ]);
    const refused = ['PING', 'EXISTS'].length;
    expect(answers[0]).toBe('+OK');
    expect(answers[1]).toBe('+PONG');
    expect(answers[2]).toBe(':1');
    for (const answer of answers.slice(1 + refused))
      expect(answer).toMatch(/^-(NOPERM|ERR) .*(permission|can't access|No permissions)/i);
  });

  it('keeps jobs over a restart, and the workers go on', async () => {
    const kept = await submit(stack, 'sleep', { durationMs: 100, steps: 1 });
    await completed(stack, kept);

    await stack.compose('restart', 'redis');

    await waitFor(async () => (await health(stack)).checks.redis === 'up', { timeoutMs: 30_000 });
    // Each server replica finds Redis again by itself, up to a second after the other: until then it refuses.
    const found = await waitFor(() => job(stack, kept), { timeoutMs: 30_000 });
    expect(found.state).toBe('completed');
    const next = await waitFor(() => submit(stack, 'sleep', { durationMs: 100, steps: 1 }), {
      timeoutMs: 30_000,
    });
    await completed(stack, next);
  });
});
