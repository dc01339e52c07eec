import { KEEP_COMPLETED, KEEP_FAILED } from '@taskdeck/tasks';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

/** A tenth of what is promised, so that it ends within two minutes. MANY_JOBS=1000000 tries all of it: 1.5 GB and, on two cores, 10 to 15 minutes. */
const JOBS = Number(process.env['MANY_JOBS'] ?? 100_000);
/** The most that one bulk submission takes. */
const ROWS = 100_000;
const LONG_MS = 60_000 + JOBS;
const KEPT = KEEP_COMPLETED.count + KEEP_FAILED.count;

const SlowLog = z.array(
  z.tuple([z.number(), z.number(), z.number(), z.array(z.string())]).rest(z.unknown()),
);

const { queue, startServer, startWorker } = withRedis();
const { keys } = queue;
let server: TestServer;
beforeAll(async () => {
  [server] = await Promise.all([startServer(), startWorker()]);
});

/** Submits jobs that others would, one after the other, until told to stop; answers how long each took to complete, in milliseconds. */
function others(): { stop(): Promise<number[]> } {
  let stopped = false;
  const run = async () => {
    const took: number[] = [];
    while (!stopped) {
      const began = performance.now();
      await server.until(await server.submit('sleep', { durationMs: 0, steps: 1 }), ['completed']);
      took.push(performance.now() - began);
    }
    return took;
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
async function longestCommand(): Promise<string> {
  const entries = SlowLog.parse(await queue.redis.call('SLOWLOG', 'GET', '-1'));
  await queue.redis.call('SLOWLOG', 'RESET');
  // Of a script the first key tells which it is.
  return entries
    .map(([, , micros, [name, , , key = '']]) => [micros / 1_000, `${name} ${key}`] as const)
    .reduce((a, b) => (b[0] > a[0] ? b : a), [0, 'none above 1 ms'])
    .join(' ms: ');
}

/** Does it while others run, and tells what they noticed. */
async function meanwhile(phase: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  const running = others();
  await work();
  const took = (await running.stop()).toSorted((a, b) => a - b).map(Math.round);
  const seconds = Math.round((performance.now() - began) / 1_000);
  process.stdout.write(
    `${phase} in ${seconds} s. Longest command of Redis: ${await longestCommand()}. ` +
      `${took.length} others ran, half of them within ${took[took.length >> 1]} ms, all within ${took.at(-1)} ms.\n`,
  );
  expect(took.length).toBeGreaterThan(20);
}

async function submitAll(): Promise<void> {
  const row = '{"task":"sleep","options":{"delayMs":86400000}}\n';
  for (let sent = 0; sent < JOBS; sent += ROWS) {
    const rows = Math.min(ROWS, JOBS - sent);
    const response = await fetch(`${server.url}/api/tasks/bulk`, {
      method: 'POST',
      headers: { ...server.headers, 'content-type': 'application/x-ndjson' },
      body: row.repeat(rows),
    });
    expect((await response.json()).accepted).toBe(rows);
  }
}

const until = (what: string, condition: () => Promise<boolean>) =>
  waitFor(condition, { timeoutMs: LONG_MS, intervalMs: 250, what });

describe(`${JOBS} jobs`, () => {
  it(
    'are cancelled and then cleaned away while others run',
    async () => {
      await queue.redis.config('SET', 'slowlog-log-slower-than', '1000');
      await queue.redis.config('SET', 'slowlog-max-len', '100000');
      await meanwhile('Submitted', submitAll);

      await meanwhile('Cancelled', async () => {
        const target = { filter: { state: 'delayed' } };
        const { id } = await server.post('/api/actions', { kind: 'cancel', target });
        const look = () => server.get(`/api/actions/${id}`);
        await until('the action to end', async () => (await look()).state !== 'running');
        expect(await look()).toMatchObject({ state: 'done', total: JOBS, done: JOBS, refused: 0 });
      });

      await meanwhile('Cleaned', async () => {
        const failed = keys.bullKey('default', 'failed');
        await until(
          'the janitor to leave what is kept',
          async () => (await queue.redis.zcard(failed)) === KEEP_FAILED.count,
        );
        await until(
          'the index to forget the others',
          async () => (await queue.redis.zcard(keys.jobs)) < KEPT + 1_000,
        );
      });
    },
    4 * LONG_MS,
  );
});
