import { spawn } from 'node:child_process';
import autocannon from 'autocannon';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/redis.mjs';
import { startServer } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';
import { ROOT } from '../support/source-files.ts';
import { waitFor } from '../support/wait-for.ts';
import { median, row, type Row } from './table.ts';

const ROUNDS = 15;
const ROUND_SECONDS = 1;
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

/**
 * Submissions over REST per second, as a share of what a bare Fastify route with `queue.add` takes: of the same job, and of one without options,
 * which shows what priority, attempts, backoff and an id of its own cost as well. Turn by turn, the median round counts.
 */
export async function measureSubmit(): Promise<Row[]> {
  const redis = await startRedis();
  const server = await startServer(redis, { LOG_LEVEL: 'warn', ACCOUNT_RATE_LIMIT: '0' }, 'build');
  const port = await freePort();
  const { PATH } = process.env;
  const bare = spawn(
    process.execPath,
    ['--conditions=@taskdeck/source', '--import', 'tsx', 'tests/bench/bare-server.ts'],
    {
      cwd: ROOT,
      env: { PATH, REDIS_URL: redis.url, PORT: String(port), NODE_ENV: 'production' },
      stdio: 'inherit',
    },
  );
  const client = new Redis(redis.url);
  try {
    // Redis would rewrite its file whenever that has doubled: a second busy process, in the turn of whoever happens to be writing.
    await client.config('SET', 'auto-aof-rewrite-percentage', '0');
    const bareUrl = `http://127.0.0.1:${port}`;
    const json = { 'content-type': 'application/json' };
    await waitFor(
      async () =>
        (await fetch(`${bareUrl}/plain`, { method: 'POST', body: BODY, headers: json })).ok,
    );
    const rounds: { ours: number; same: number; plain: number }[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const plain = await load(`${bareUrl}/plain`, {});
      const ours = await load(`${server.url}/api/tasks`, server.headers);
      const same = await load(`${bareUrl}/submit`, {});
      await client.flushall();
      // The first round warms all up.
      if (round > 0) rounds.push({ ours, same, plain });
    }
    const share = (peer: 'same' | 'plain') => median(rounds.map((one) => one.ours / one[peer]));
    const text = (n: number) => n.toFixed(2);
    const rate = Math.round(median(rounds.map(({ ours }) => ours)));
    const same = row(
      'submit over REST / bare route, same job',
      share('same'),
      { atLeast: 0.6 },
      text,
    );
    const plain = row(
      'submit over REST / bare route, job without options',
      share('plain'),
      {},
      text,
    );
    return [{ ...same, ours: `${same.ours} (${rate}/s)` }, plain];
  } finally {
    client.disconnect();
    bare.kill('SIGKILL');
    await server.kill();
    await redis.remove();
  }
}
