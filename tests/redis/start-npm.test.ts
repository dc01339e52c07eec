import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../scripts/redis.mjs';
import { listen } from '../support/listen.ts';
import { descendants, processes } from '../support/process-tree.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { ROOT } from '../support/source-files.ts';
import { waitFor } from '../support/wait-for.ts';

const TOKEN = 'a-token-for-the-tests-of-npm-start';
const READY = /^Sign in\b.*(http\S+)/m;
const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

let dataDir: string;
const running = new Set<number>();
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'taskdeck-start-'));
});
afterEach(() => {
  for (const pid of running) process.kill(-pid, 'SIGKILL');
  running.clear();
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** `npm start` as a shell runs it: in a process group of its own. */
function npmStart(env: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    env: { PATH, HOME, DATA_DIR: dataDir, TASKDECK_TOKEN: TOKEN, DOCKER_HOST: 'off', ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  running.add(pid);
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    running.delete(pid);
    return code;
  });
  const url = `http://127.0.0.1:${env['PORT']}`;
  return {
    pid,
    url,
    ended,
    output: () => output,
    ready: () => waitFor(() => READY.exec(output)?.[1], { timeoutMs: 60_000, what: 'the link' }),
    /** A terminal's Ctrl-C reaches the whole group: npm, its shell and the script. */
    ctrlC: () => process.kill(-pid, 'SIGINT'),
    submit: async (input: object) => {
      const body = JSON.stringify({ task: 'sleep', input });
      const response = await fetch(`${url}/api/tasks`, { method: 'POST', headers, body });
      expect(response.status).toBe(202);
      const { id }: { id: string } = JSON.parse(await response.text());
      return id;
    },
    get: async (path: string) => (await fetch(`${url}${path}`, { headers })).text(),
    job: async (id: string): Promise<{ state: string }> =>
      JSON.parse(await (await fetch(`${url}/api/tasks/${id}`, { headers })).text()),
  };
}

const stillThere = (pids: readonly number[]) => processes().filter(({ pid }) => pids.includes(pid));

describe('npm start', () => {
  it('runs everything, mends what dies, and ends with one Ctrl-C', async () => {
    const start = npmStart({ PORT: String(await freePort()) });
    const link = await start.ready();
    expect(link).toMatch(/^http:\/\/localhost:\d+\/sign-in#[\w-]{20,}$/);
    expect(start.output().trimEnd().endsWith(link), 'The link comes last.').toBe(true);
    expect(await (await fetch(`${start.url}/jobs`)).text()).toContain('<div id="root">');

    const first = await start.submit({ durationMs: 50, steps: 1, failureRate: 0 });
    await waitFor(async () => (await start.job(first)).state === 'completed', {
      timeoutMs: 30_000,
    });

    // Nobody else would serve what goes out to the network.
    expect(await start.get('/api/workers')).toContain('"queue":"notifications"');

    const twice = npmStart({ PORT: String(await freePort()) });
    expect(await twice.ended).toBe(1);
    expect(twice.output()).toMatch(/runs already on .*DATA_DIR=/);

    const workers = () =>
      descendants(start.pid).filter(({ command }) => command.includes('worker/dist/main.js'));
    const [victim] = workers();
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await waitFor(() => /worker-\d ended unexpectedly \(SIGKILL\)/.exec(start.output()));
    await waitFor(
      () => workers().length === 2 && !workers().some(({ pid }) => pid === victim?.pid),
      { timeoutMs: 30_000 },
    );

    const all = descendants(start.pid);
    expect(all.map(({ command }) => command).join('\n')).toMatch(
      /server\/dist[^]*redis-server|redis-server[^]*server\/dist/,
    );
    start.ctrlC();
    expect(await start.ended).toBe(0);
    expect(stillThere(all.map(({ pid }) => pid))).toEqual([]);
    const log = await readFile(join(dataDir, 'logs', 'server.log'), 'utf8');
    expect(log).toContain('"level"');
    expect(log, 'The secret of the link stays out of the log.').not.toContain('/sign-in#');
  });

  it('ends everything when npm itself is killed', async () => {
    const start = npmStart({ PORT: String(await freePort()) });
    await start.ready();
    const all = descendants(start.pid).map(({ pid }) => pid);
    process.kill(start.pid, 'SIGKILL');
    expect(all.length).toBeGreaterThan(4);
    await waitFor(() => stillThere(all).length === 0, {
      what: 'the end of all processes',
      timeoutMs: 30_000,
    });
    await start.ended;
  });

  it('says that the port is in use before it does anything', async () => {
    const other = createServer();
    const port = await listen(other);
    const start = npmStart({ PORT: String(port) });
    expect(await start.ended).toBe(1);
    expect(start.output()).toContain(`Port ${port} on 127.0.0.1 is in use.`);
    other.close();
  });

  it('lists every setting that it can not use', async () => {
    const start = npmStart({ PORT: 'http', WORKERS: '-1' });
    expect(await start.ended).toBe(1);
    expect(start.output()).toMatch(/PORT is "http"[^]*WORKERS is "-1"/);
  });

  it('ends with the server’s own words when that does not start', async () => {
    const start = npmStart({ PORT: String(await freePort()), LOG_LEVEL: 'loud' });
    expect(await start.ended).toBe(1);
    expect(start.output()).toMatch(/LOG_LEVEL[^]*ended while starting \(exit code 1\)/);
    expect(start.output()).not.toContain('Sign in');
  });
});

describe('npm start with REDIS_URL', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.remove());

  it('uses that Redis, and hands a running job back at the second Ctrl-C', async () => {
    const start = npmStart({ PORT: String(await freePort()), REDIS_URL: redis.url, WORKERS: '1' });
    await start.ready();
    const id = await start.submit({ durationMs: 60_000, steps: 60, failureRate: 0 });
    await waitFor(async () => (await start.job(id)).state === 'active', { timeoutMs: 30_000 });

    // Only npm is told: it passes the signal on.
    process.kill(start.pid, 'SIGINT');
    await waitFor(() => start.output().includes('Running jobs may finish'), { timeoutMs: 30_000 });
    const toldAt = performance.now();
    expect((await start.job(id)).state, 'The panel stays while a job runs.').toBe('active');
    // What comes within half a second is the same Ctrl-C, and a third one would kill all.
    await waitFor(() => performance.now() - toldAt > 600);
    process.kill(start.pid, 'SIGINT');
    await waitFor(() => start.output().includes('handed back'), { timeoutMs: 30_000 });
    expect(await start.ended).toBe(0);

    const client = new Redis(redis.url);
    const keys = await client.keys('*');
    expect(keys.length).toBeGreaterThan(5);
    expect(
      keys.filter((key) => !key.startsWith('{taskdeck}:')),
      'Keys outside the hash tag: make them in tasks/src/keys.ts.',
    ).toEqual([]);
    expect(await client.lrange('{taskdeck}:bull:default:active', 0, -1)).toEqual([]);
    expect(await client.exists(`{taskdeck}:bull:default:${id}`)).toBe(1);
    client.disconnect();
  });
});
