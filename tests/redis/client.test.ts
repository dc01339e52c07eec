import { createClient, TaskdeckError, type Client } from '@taskdeck/client';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { TestServer } from '../support/processes.ts';
import { withRedis } from '../support/with-redis.ts';

const { startServer, startWorker } = withRedis();
let server: TestServer;
let client: Client;
beforeAll(async () => {
  const WORKER_QUEUES = 'default,heavy';
  [server] = await Promise.all([startServer(), startWorker({ WORKER_QUEUES })]);
  client = createClient({ url: `${server.url}/`, token: server.token });
});

/** What a promise is rejected with; fails if it is not. */
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('It was not refused');
    },
    (error: unknown) => error,
  );

describe('the client', () => {
  it('submits a job and waits for its typed result', async () => {
    const accepted = await client.submit(
      'sleep',
      { durationMs: 50, steps: 2 },
      { tags: ['typed'] },
    );
    const job = await client.waitFor(accepted, { timeoutMs: 30_000 });
    expect(job).toMatchObject({ id: accepted.id, state: 'completed', tags: ['typed'] });
    expect(job.result?.sleptMs).toBeGreaterThanOrEqual(40);
    expectTypeOf(job.result).toEqualTypeOf<{ sleptMs: number } | null>();
  });

  it('refuses a wrong task or input before anything is sent: it does not compile', () => {
    const wrong = () => {
      // @ts-expect-error There is no such task.
      void client.submit('no-such-task', {});
      // @ts-expect-error A duration is a number.
      void client.submit('sleep', { durationMs: 'long' });
    };
    expect(wrong).toBeTypeOf('function');
  });

  it('resolves also with a job that failed, and says why', async () => {
    const input = { durationMs: 0, steps: 1, failureRate: 1 };
    const { id } = await client.submit('sleep', input, { attempts: 1 });
    const job = await client.waitFor(id, { timeoutMs: 30_000 });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'TASK_FAILED' } });
  });

  it('rejects with the code and the fields of a refusal', async () => {
    const error = await refusal(client.submit('sleep', { steps: 0 }));
    expect(error).toBeInstanceOf(TaskdeckError);
    expect(error).toMatchObject({
      code: 'INPUT_INVALID',
      fields: { 'input.steps': [expect.any(String)] },
      requestId: expect.any(String),
    });
  });

  it('says that a token is wrong, that a job is missing, and that nobody answers', async () => {
    const stranger = createClient({ url: server.url, token: 'wrong' });
    expect(await refusal(stranger.submit('sleep'))).toMatchObject({ code: 'UNAUTHORIZED' });
    const missing = client.waitFor('01a205aa-8db4-7523-8382-4627e56a2cf7');
    expect(await refusal(missing)).toMatchObject({ code: 'NOT_FOUND' });
    const nowhere = createClient({ url: 'http://127.0.0.1:9', token: 'any' });
    expect(await refusal(nowhere.submit('sleep'))).toMatchObject({ code: 'OFFLINE' });
  });

  it('stops waiting when its time is over, or when it is told to', async () => {
    const accepted = await client.submit('sleep', { durationMs: 60_000 });
    const late = client.waitFor(accepted, { timeoutMs: 300 });
    expect(await refusal(late)).toMatchObject({ code: 'TIMEOUT', id: accepted.id });
    const told = new AbortController();
    const waiting = refusal(client.waitFor(accepted, { signal: told.signal }));
    told.abort(new Error('Enough'));
    expect(await waiting).toMatchObject({ message: 'Enough' });
    await client.api.tasks.cancel.mutate({ id: accepted.id });
    const job = await client.waitFor(accepted, { timeoutMs: 30_000 });
    expect(job.error?.code).toBe('CANCELLED');
  });

  it('waits out a server that is away', async () => {
    const accepted = await client.submit('sleep', { durationMs: 1_000 });
    const waiting = client.waitFor(accepted, { timeoutMs: 90_000 });
    await server.kill();
    const env = { PORT: String(server.port), TASKDECK_TOKEN: server.token };
    server = await startServer(env);
    expect((await waiting).state).toBe('completed');
  });
});
