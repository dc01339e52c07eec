import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../support/listen.ts';
import { withRedis } from '../support/with-redis.ts';

describe('a webhook', () => {
  const { queue, startWorker } = withRedis();
  /** How often each path was asked for. */
  const asked = new Map<string, number>();
  let receiver: Server;
  let url: string;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const { url: path = '' } = request;
      const count = (asked.get(path) ?? 0) + 1;
      asked.set(path, count);
      const status = path === '/gone' ? 410 : count < 3 ? 503 : 200;
      response.writeHead(status).end('said so');
    });
    url = `http://127.0.0.1:${await listen(receiver)}`;
    await startWorker({
      WORKER_QUEUES: 'notifications:4',
      NOTIFY_ALLOW_PRIVATE: '127.0.0.1/32',
    });
  });
  afterAll(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  const notify = async (to: string) =>
    queue.ended(
      await queue.add({
        task: 'notify',
        input: { url: to },
        attempts: 5,
        backoff: { type: 'fixed', delayMs: 50, jitter: 0 },
      }),
    );

  it('is tried again until the receiver takes it', async () => {
    const { state, fields, ledger } = await notify(`${url}/busy`);
    expect([state, asked.get('/busy')]).toEqual(['completed', 3]);
    expect(ledger.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'completed']);
    expect(JSON.parse(fields['returnvalue'] ?? '')).toMatchObject({ status: 200 });
  });

  it('is not tried again when the receiver says no', async () => {
    const { state, fields } = await notify(`${url}/gone`);
    expect([state, asked.get('/gone')]).toEqual(['failed', 1]);
    expect(fields['td:error']).toBe('DELIVERY_REFUSED');
  });

  it('is never sent to an address that is not allowed', async () => {
    const { state, fields, ledger } = await notify(url.replace('127.0.0.1', '127.0.0.2'));
    expect([state, ledger.length]).toEqual(['failed', 1]);
    expect(fields['failedReason']).toContain('NOTIFY_ALLOW_PRIVATE');
  });
});
