import { spawn } from 'node:child_process';
import autocannon from 'autocannon';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/redis.mjs';
import { startServer } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';
import { ROOT } from '../support/source-files.ts';
import { waitFor } from '../support/wait-for.ts';
import { median, row, type Row } from './table.ts';

const ROUNDS = 3;
const ROUND_SECONDS = 3;
const BODY = JSON.stringify({
  task: 'sleep',
  input: { durationMs: 1_000, steps: 10, failureRate: 0 },
});

/** Requests per second that were answered 202. */
async function load(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const result = await autocannon({
    url,
    method: 'POST',
    body: BODY,
    headers: { 'content-type': 'application/json', ...headers },
    connections: 16,
    duration: ROUND_SECONDS,
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  return result['2xx'] / result.duration;
}

/** Submissions over REST per second, as a share of what a bare Fastify route with `queue.add` takes. Turn by turn, the median pair counts. */
export async function measureSubmit(): Promise<Row> {
  const redis = await startRedis();
  const server = await startServer(redis, { LOG_LEVEL: 'warn', ACCOUNT_RATE_LIMIT: '0' }, 'build');
  const port = await freePort();
  const { PATH } = process.env;
  const bare = spawn(process.execPath, ['--import', 'tsx', 'tests/bench/bare-server.ts'], {
    cwd: ROOT,
    env: { PATH, REDIS_URL: redis.url, PORT: String(port), NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  const client = new Redis(redis.url);
  try {
    const bareUrl = `http://127.0.0.1:${port}/submit`;
    const json = { 'content-type': 'application/json' };
    await waitFor(
      async () => (await fetch(bareUrl, { method: 'POST', body: BODY, headers: json })).ok,
    );
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const theirs = await load(bareUrl, {});
      const ours = await load(`${server.url}/api/tasks`, server.headers);
      await client.flushall();
      // The first round warms both up.
      if (round === 0) continue;
      ratios.push(ours / theirs);
      rates.push(ours);
    }
    const result = row('submit over REST / bare route', median(ratios), { atLeast: 0.6 }, (n) =>
      n.toFixed(2),
    );
    return { ...result, ours: `${result.ours} (${Math.round(median(rates))}/s)` };
  } finally {
    client.disconnect();
    bare.kill('SIGKILL');
    await server.kill();
    await redis.remove();
  }
}
