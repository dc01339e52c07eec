// @ts-check
// `npm start`: the whole product without Docker. Installs and builds what is missing, finds a Redis, runs the server
// (which serves the panel) and the workers, and stops everything on one Ctrl-C.
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildStale } from './build.mjs';
import { lockData } from './data-lock.mjs';
import { installMissing, requireNode } from './install.mjs';
import { forPeople, notAgain, openLog } from './log-file.mjs';
import { findRedisProgram } from './redis-program.mjs';
import { startPrivateRedis } from './redis.mjs';
import { secretsKeyFile } from './secrets-key.mjs';
import { readSettings, requireFreePort } from './start-settings.mjs';
import { keepRunning, runNode } from './supervise.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READY_MS = 60_000;
/** npm passes a signal on that the terminal has sent to us too: what comes so close together is one Ctrl-C. */
const SAME_SIGNAL_MS = 500;
/** What ends after it was told twice, or has no work to finish, may take this long. */
const END_MS = 5_000;

/** @typedef {import('./supervise.mjs').Kept} Kept */
/** @typedef {import('./start-settings.mjs').StartSettings} StartSettings */

const say = (/** @type {string} */ line) => console.log(line);
const fresh = notAgain();

/** What runs, in the order of stopping: each group ends before the next is asked to. */
const groups = {
  /** @type {Kept[]} */ workers: [],
  /** @type {Kept[]} */ server: [],
  /** @type {Kept[]} */ redis: [],
};
let ready = false;
/** @type {(() => Promise<void>) | null} */
let unlock = null;

/** @type {Promise<void> | null} */
let stopped = null;
let signals = 0;
let lastSignalAt = -Infinity;

/**
 * Ends everything and the process. `limitMs` is how long the workers may take to finish what they run.
 * @param {number} exitCode
 * @param {number} limitMs
 */
function stop(exitCode, limitMs) {
  stopped ??= (async () => {
    for (const [name, group] of Object.entries(groups)) {
      const limit = name === 'workers' ? limitMs : END_MS;
      await Promise.all(group.map((kept) => stopWithin(kept, limit)));
    }
    await unlock?.();
    process.exit(exitCode);
  })();
}

/** @param {Kept} kept @param {number} limitMs */
async function stopWithin(kept, limitMs) {
  const limit = new AbortController();
  const late = delay(limitMs, 'late', { signal: limit.signal }).catch(() => 'ended');
  if ((await Promise.race([kept.stop(), late])) === 'late') await kept.kill();
  limit.abort();
}

/** @param {string} reason */
function giveUp(reason) {
  if (stopped !== null) return;
  console.error(`\n${reason}.`);
  stop(1, END_MS);
}

/** @param {StartSettings} settings */
function obeySignals(settings) {
  const onSignal = () => {
    const now = performance.now();
    if (now - lastSignalAt < SAME_SIGNAL_MS) return;
    lastSignalAt = now;
    signals += 1;
    if (signals === 1) {
      say(
        `\nStopping. Running jobs may finish (up to ${settings.graceMs / 1000} s); Ctrl-C again stops at once.`,
      );
      stop(0, settings.graceMs + END_MS);
    } else if (signals === 2) {
      say('Stopping at once: running jobs are handed back to the queue.');
      for (const kept of groups.workers) void stopWithin(kept, END_MS);
    } else {
      for (const kept of Object.values(groups).flat()) void kept.kill();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, onSignal);
  // A closed terminal stops it too, unless it was started with nohup, which has no terminal for output.
  if (process.stdout.isTTY) process.on('SIGHUP', onSignal);
  // npm was killed, and could not tell us.
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] !== undefined)
    setInterval(() => process.ppid !== parent && signals === 0 && onSignal(), 1_000).unref();
  // Nobody reads any more: no reason to leave the children behind.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * Runs server or worker with its output in a log; tells the console what a person should know.
 * @param {{name: string, script: string, env: NodeJS.ProcessEnv, logs: string, onLine?: (line: string) => boolean}} options
 *   `onLine` may keep a line to itself by returning true
 */
function keepNode({ name, script, env, logs, onLine }) {
  const log = openLog(logs, name);
  const take = (/** @type {string} */ line) => {
    if (onLine?.(line) === true) return;
    log.write(line);
    const text = stopped === null ? forPeople(line) : null;
    if (text !== null && fresh(`${name}: ${text}`)) say(`${name}: ${text}`);
  };
  return keepRunning({
    name,
    start: () => runNode({ script: join(ROOT, script), env, onLine: take }),
    isReady: () => ready,
    say,
    giveUp: (reason) => giveUp(`${reason}. Its log: ${log.path}`),
  });
}

/**
 * @param {StartSettings} settings
 * @param {string} logs
 * @returns {Promise<{server: string, worker: string}>} the URLs of the Redis to use, with the user of each
 */
async function provideRedis(settings, logs) {
  const { redisUrl } = settings;
  if (redisUrl !== null) return { server: redisUrl, worker: redisUrl };
  unlock = await lockData(settings.dataDir);
  const program = await findRedisProgram({ log: say });
  const log = openLog(logs, 'redis');
  const dir = join(settings.dataDir, 'redis');
  /** @type {import('./redis.mjs').PrivateRedisOptions} */
  const options = { dir, program, log: (line) => log.write(line) };
  options.keyPrefix = process.env['KEY_PREFIX'];
  options.queuePrefixes = process.env['QUEUE_PREFIXES'];
  const urls = { server: '', worker: '' };
  const redis = await keepRunning({
    name: 'redis',
    start: async () => {
      const running = await startPrivateRedis(options);
      // Started again, it has to be found where it was.
      options.port = running.port;
      options.passwords = running.passwords;
      urls.server = running.urlOf('server');
      urls.worker = running.urlOf('worker');
      return { ...running, ended: running.ended.then(() => 'see its log') };
    },
    isReady: () => ready,
    say,
    giveUp: (reason) => giveUp(`${reason}. Its log: ${log.path}`),
  });
  groups.redis.push(redis);
  say(`Redis ${program.version}, private, with its data in ${shown(dir)}`);
  return urls;
}

/**
 * Resolves when the server answers that Redis and all workers are there, and has given its link.
 * @param {StartSettings} settings
 * @param {() => boolean} hasLink
 */
async function untilReady({ host, port, workers }, hasLink) {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}/api/health`;
  const end = performance.now() + READY_MS;
  let last = 'no answer';
  while (performance.now() < end) {
    if (stopped !== null) return stopped;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      last = await response.text();
      const { checks } = JSON.parse(last);
      if (checks.redis === 'up' && checks.workers >= workers && hasLink()) return;
    } catch {
      // Not listening yet.
    }
    await delay(100);
  }
  throw new Error(`Not ready after ${READY_MS / 1000} s; ${url} says: ${last}`);
}

const shown = (/** @type {string} */ path) =>
  path.startsWith(ROOT) ? relative(ROOT, path) || '.' : path;

async function main() {
  requireNode();
  const settings = readSettings(process.env, ROOT);
  await requireFreePort(settings);
  installMissing();
  obeySignals(settings);
  const logs = join(settings.dataDir, 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const [redis] = await Promise.all([provideRedis(settings, logs), buildStale(say)]);

  const ARTIFACTS_DIR = join(settings.dataDir, 'artifacts');
  const keep = process.env['SECRETS_KEY'] || process.env['SECRETS_KEY_FILE'];
  const SECRETS_KEY_FILE = await secretsKeyFile(settings.dataDir);
  const kept = keep ? {} : { SECRETS_KEY_FILE };
  const env = { NODE_ENV: 'production', ARTIFACTS_DIR, ...kept, ...process.env };
  let link = '';
  const onServerLine = (/** @type {string} */ line) => {
    if (!/^Sign in\b.*https?:/.test(line)) return false;
    // A secret: it goes to the console only. After a restart of the server it is a new one.
    link = line;
    if (ready) say(line);
    return true;
  };
  const server = { name: 'server', script: 'server/dist/main.js', logs, onLine: onServerLine };
  const WEB_ROOT = join(ROOT, 'web/dist');
  // Nobody else serves the notifications here.
  const WORKER_QUEUES = process.env['WORKER_QUEUES'] || 'default:2,heavy:1,notifications:1';
  groups.server.push(
    await keepNode({ ...server, env: { WEB_ROOT, ...env, REDIS_URL: redis.server } }),
  );
  for (let number = 1; number <= settings.workers; number++) {
    const worker = { name: `worker-${number}`, script: 'worker/dist/main.js', logs };
    groups.workers.push(
      await keepNode({ ...worker, env: { ...env, WORKER_QUEUES, REDIS_URL: redis.worker } }),
    );
  }
  await untilReady(settings, () => link !== '');
  if (stopped !== null) return;
  ready = true;
  const workers = settings.workers === 1 ? '1 worker' : `${settings.workers} workers`;
  say(`Server and ${workers} are up; their logs are in ${shown(logs)}. Ctrl-C stops everything.\n`);
  say(link);
}

try {
  await main();
} catch (error) {
  if (stopped === null) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    stop(1, END_MS);
  }
}
