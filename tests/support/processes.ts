import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Heartbeat, makeKeys } from '@taskdeck/tasks';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/redis.mjs';
import { NODE_FLAGS } from '../../scripts/supervise.mjs';
import type { TestRedis } from './redis.ts';
import { makeRest, type Rest } from './rest.ts';
import { waitFor } from './wait-for.ts';

/** A process of the product under test. It ends with the test process, even a killed one. */
export interface TestProcess {
  readonly pid: number;
  /** Every line of its standard output and standard error so far. */
  readonly output: readonly string[];
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** SIGTERM, then waits for the end. */
  stop(): Promise<number | NodeJS.Signals>;
  /** SIGKILL, as a crash would, then waits for the end. */
  kill(): Promise<number | NodeJS.Signals>;
}

export interface TestServer extends TestProcess, Rest {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  /** The operator's bearer token. */
  readonly token: string;
  /** Request headers of a program that has the token. */
  readonly headers: Readonly<Record<string, string>>;
  /** The one-time sign-in link that it printed; waits until it has. */
  signInLink(): Promise<string>;
  /** Request headers of a person who has followed that link: good once. */
  signIn(): Promise<Readonly<Record<string, string>>>;
}

/** Settings by environment variable; nothing of the test's own environment reaches the process but PATH and HOME. */
export type Env = Readonly<Record<string, string>>;

const path = (relative: string): string =>
  fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const PRELOAD = new URL('../../scripts/end-with-parent.mjs', import.meta.url).href;
const READY_MS = 90_000;

/** How to run our code: its sources (fresh without a build, slower to start) or its build (as it is shipped). */
export type Code = 'source' | 'build';

/** Runs `server` or `worker` and resolves at once. For tests of the start itself; else `startServer`, `startWorker`. */
export function runProcess(
  name: 'server' | 'worker',
  env: Env,
  code: Code = 'source',
): TestProcess {
  const args =
    code === 'build'
      ? [...NODE_FLAGS, path(`${name}/dist/main.js`)]
      : ['--conditions=@taskdeck/source', '--import', 'tsx', path(`${name}/src/main.ts`)];
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', PRELOAD, ...args], {
    env: { PATH, HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null)
      createInterface({ input: stream }).on('line', (line) => void output.push(line));
  const ended = once(child, 'close').then(
    ([status, signal]: (number | NodeJS.Signals | null)[]) => status ?? signal ?? 'SIGKILL',
  );
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    output,
    ended,
    signal: (signal) => void child.kill(signal),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/** Resolves when the process answers `isReady`; rejects with its output if it ends before, or is not ready in time. */
async function untilReady(name: string, running: TestProcess, isReady: () => Promise<boolean>) {
  const ended = running.ended.then((how) => {
    throw new Error(
      `The ${name} ended (${how}) before it was ready:\n${running.output.join('\n')}`,
    );
  });
  const ready = waitFor(isReady, { timeoutMs: READY_MS, what: `the ${name} to be ready` });
  try {
    await Promise.race([ready, ended]);
  } catch (error) {
    await running.kill();
    throw new Error(`${String(error)}\n${running.output.join('\n')}`, { cause: error });
  } finally {
    ended.catch(() => undefined);
    ready.catch(() => undefined);
  }
}

async function letIn(redis: TestRedis, { KEY_PREFIX, QUEUE_PREFIXES }: Env): Promise<void> {
  if (KEY_PREFIX === undefined && QUEUE_PREFIXES === undefined) return;
  await redis.allow({ keyPrefix: KEY_PREFIX, queuePrefixes: QUEUE_PREFIXES });
}

/** A server on a free port (or on PORT), without Docker unless `env` says otherwise. Resolves when it answers and has reached Redis. */
export async function startServer(
  redis: TestRedis,
  env: Env = {},
  code?: Code,
): Promise<TestServer> {
  await letIn(redis, env);
  const port = env['PORT'] === undefined ? await freePort() : Number(env['PORT']);
  const url = `http://127.0.0.1:${port}`;
  const { TASKDECK_TOKEN: token = randomBytes(24).toString('base64url') } = env;
  const REDIS_URL = redis.urlOf('server');
  const settings = { REDIS_URL, TASKDECK_TOKEN: token, DOCKER_HOST: 'off' };
  const server = runProcess('server', { ...settings, ...env, PORT: String(port) }, code);
  const headers = { authorization: `Bearer ${token}` };
  const rest = makeRest(url, headers);
  // It listens before it has reached Redis, and refuses what it is asked until then.
  const answers = async () => (await rest.call('GET', '/api/health')).status !== 503;
  await untilReady('server', server, answers);
  const printed = (line: string) => /^Sign in\b.*?(https?:\S+)/.exec(line)?.[1];
  const signInLink = () =>
    waitFor(() => server.output.map(printed).find((link) => link !== undefined), {
      what: 'the server to print a sign-in link',
      timeoutMs: 30_000,
    });
  return {
    ...server,
    ...rest,
    url,
    port,
    token,
    headers,
    signInLink,
    signIn: async () => {
      const secret = new URL(await signInLink()).hash.slice(1);
      const response = await fetch(`${url}/api/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ secret }),
      });
      const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
      return { cookie, 'sec-fetch-site': 'same-origin' };
    },
  };
}

/** A worker, with four slots unless `env` says otherwise. Resolves when its heartbeat is in Redis. */
export async function startWorker(
  redis: TestRedis,
  env: Env = {},
  code?: Code,
): Promise<TestProcess> {
  await letIn(redis, env);
  const worker = runProcess('worker', { REDIS_URL: redis.urlOf('worker'), ...env }, code);
  const client = new Redis(redis.url);
  client.on('error', () => undefined);
  const keys = makeKeys(env['KEY_PREFIX']);
  try {
    await untilReady('worker', worker, async () => {
      const ids = await client.zrange(keys.workers, 0, -1);
      const beats = ids.length === 0 ? [] : await client.mget(ids.map((id) => keys.worker(id)));
      return beats.some(
        (beat) => beat !== null && Heartbeat.parse(JSON.parse(beat)).pid === worker.pid,
      );
    });
  } finally {
    client.disconnect();
  }
  return worker;
}
