import type { Redis } from 'ioredis';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../support/listen.ts';
import { withRedis } from '../support/with-redis.ts';

const SECRET = 'a-very-secret-bearer-token';
const SECRETS_KEY = 'a key that has more than 32 characters';

/** Everything that is in Redis, as text. */
async function dump(queue: { readonly redis: Redis }): Promise<string> {
  const { redis } = queue;
  const texts: string[] = [];
  for (const key of await redis.keys('*')) {
    const content = await redis.dump(key);
    // Redis packs long texts: what it has packed it also gives as it was.
    const type = await redis.type(key);
    texts.push(key, content ?? '');
    if (type === 'hash') texts.push(JSON.stringify(await redis.hgetall(key)));
    if (type === 'string') texts.push((await redis.get(key)) ?? '');
    if (type === 'stream') texts.push(JSON.stringify(await redis.xrange(key, '-', '+')));
    if (type === 'list') texts.push(JSON.stringify(await redis.lrange(key, 0, -1)));
  }
  return texts.join('\n');
}

describe('a secret in an input', () => {
  const using = withRedis();

  it('reaches the task, and stands nowhere else', async () => {
    const seen: (string | undefined)[] = [];
    const receiver = createServer((request, response) => {
      seen.push(request.headers.authorization);
      // Receivers repeat what they were sent.
      response.end(`you sent ${request.headers.authorization ?? 'nothing'}`);
    });
    const port = await listen(receiver);
    onTestFinished(() => void receiver.close());
    const server = await using.startServer({ SECRETS_KEY });
    const env = {
      SECRETS_KEY,
      WORKER_QUEUES: 'notifications:1',
      NOTIFY_ALLOW_PRIVATE: '127.0.0.1/32',
    };
    const worker = await using.startWorker(env);

    const input = { channel: 'webhook', url: `http://127.0.0.1:${port}/`, bearer: SECRET };
    const options = { idempotencyKey: 'once' };
    const { id } = await server.post('/api/tasks', { task: 'notify', input, options });
    const job = await server.until(id, ['completed', 'failed']);
    expect(seen).toEqual([`Bearer ${SECRET}`]);
    expect(job.input).toMatchObject({ bearer: '(secret)' });
    const told = [
      JSON.stringify(job),
      JSON.stringify(await server.get(`/api/tasks/${id}/logs`)),
      JSON.stringify(await server.get('/api/tasks')),
      server.output.join('\n'),
      worker.output.join('\n'),
      await dump(using.queue),
    ];
    for (const text of told) expect(text).not.toContain(SECRET);
    expect(told[0]).toContain('you sent Bearer (secret)');
  });

  it('is refused where it could not be encrypted, was copied from where it is not shown, or would stay in a schedule', async () => {
    const bare = await using.startServer();
    const input = { channel: 'webhook', url: 'https://a.example/', bearer: SECRET };
    const submit = (server: typeof bare, bearer: string) =>
      server.call('POST', '/api/tasks', { task: 'notify', input: { ...input, bearer } });
    const noKey = await submit(bare, SECRET);
    expect([noKey.status, Object.keys(noKey.body.error.fields)]).toEqual([400, ['input.bearer']]);
    const keeper = await using.startServer({ SECRETS_KEY });
    const copied = await submit(keeper, '(secret)');
    expect([copied.status, Object.keys(copied.body.error.fields)]).toEqual([400, ['input.bearer']]);
    const headers = await keeper.signIn();
    const timing = { kind: 'every', everyMs: 60_000 };
    const schedule = await fetch(`${keeper.url}/api/schedules`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', task: 'notify', input, timing }),
    });
    expect(schedule.status).toBe(400);
    expect(await schedule.text()).toContain('A schedule keeps no secrets');
  });
});
