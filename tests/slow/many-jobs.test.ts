import { KEEP_FAILED, makeKeys } from '@taskdeck/tasks';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  startServer,
  startWorker,
  type TestProcess,
  type TestServer,
} from '../support/processes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

/** A tenth of what is promised: nothing that happens here depends on how many there are. */
const JOBS = 100_000;
const LONG_MS = 150_000;

const SlowLog = z.array(
  z.tuple([z.number(), z.number(), z.number(), z.array(z.string())]).rest(z.unknown()),
);

const keys = makeKeys();
let redis: TestRedis;
let client: Redis;
let server: TestServer;
let worker: TestProcess;
beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
  [server, worker] = await Promise.all([startServer(redis), startWorker(redis)]);
});
afterAll(async () => {
  await Promise.all([server.kill(), worker.kill()]);
  client.disconnect();
  await redis.remove();
});

async function call(path: string, body?: object) {
  const headers = { ...server.headers, 'content-type': 'application/json' };
  const more = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await fetch(`${server.url}${path}`, { headers, ...more })).json();
}

/** Submits jobs that others would, one after the other, until told to stop; answers how many completed. */
function others(): { stop(): Promise<number> } {
  let stopped = false;
  const run = async () => {
    let completed = 0;
    while (!stopped) {
      const input = { durationMs: 0, steps: 1 };
      const { id } = await call('/api/tasks', { task: 'sleep', input });
      await waitFor(async () => (await call(`/api/tasks/${id}`)).state === 'completed');
      completed += 1;
    }
    return completed;
  };
  const running = run();
  return {
    stop: () => {
      stopped = true;
      return running;
    },
  };
}

/** What was the longest command of Redis since the last time, for people to read. */
async function tellLongest(what: string): Promise<void> {
  const entries = SlowLog.parse(await client.call('SLOWLOG', 'GET', '-1'));
  const [ms, command] = entries
    // Of a script the first key tells which it is.
    .map(([, , micros, [name, , , key = '']]) => [micros / 1_000, `${name} ${key}`] as const)
    .reduce((a, b) => (b[0] > a[0] ? b : a), [0, 'none above 1 ms']);
  process.stdout.write(`${what}: the longest command of Redis took ${ms} ms (${command})\n`);
  await client.call('SLOWLOG', 'RESET');
}

describe(`${JOBS} jobs`, () => {
  it(
    'are cancelled and then cleaned away while others run',
    async () => {
      await client.config('SET', 'slowlog-log-slower-than', '1000');
      await client.config('SET', 'slowlog-max-len', '10000');
      const row = '{"task":"sleep","options":{"delayMs":86400000}}\n';
      const sent = await fetch(`${server.url}/api/tasks/bulk`, {
        method: 'POST',
        headers: { ...server.headers, 'content-type': 'application/x-ndjson' },
        body: row.repeat(JOBS),
      });
      expect((await sent.json()).accepted).toBe(JOBS);
      await tellLongest('Submitted in bulk');

      const during = others();
      const target = { filter: { state: 'delayed' } };
      const { id } = await call('/api/actions', { kind: 'cancel', target });
      const over = await waitFor(
        async () => {
          const action = await call(`/api/actions/${id}`);
          return action.state === 'running' ? null : action;
        },
        { timeoutMs: LONG_MS, intervalMs: 250, what: 'the action to end' },
      );
      expect(over).toMatchObject({ state: 'done', total: JOBS, done: JOBS, refused: 0 });
      const whileCancelled = await during.stop();
      expect(whileCancelled).toBeGreaterThan(20);
      await tellLongest(`Cancelled, and ${whileCancelled} others ran`);

      const meanwhile = others();
      const failed = keys.bullKey('default', 'failed');
      await waitFor(async () => (await client.zcard(failed)) === KEEP_FAILED.count, {
        timeoutMs: LONG_MS,
        intervalMs: 250,
        what: 'the janitor to leave what is kept',
      });
      await waitFor(async () => (await client.zcard(keys.jobs)) < 2 * KEEP_FAILED.count, {
        timeoutMs: LONG_MS,
        intervalMs: 250,
        what: 'the index to forget the others',
      });
      const whileCleaned = await meanwhile.stop();
      expect(whileCleaned).toBeGreaterThan(20);
      await tellLongest(`Cleaned, and ${whileCleaned} others ran`);
    },
    3 * LONG_MS,
  );
});
