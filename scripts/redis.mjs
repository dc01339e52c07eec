// @ts-check
// A Redis of our own, for `npm start` and for the tests: loopback only, a free port, users with random passwords.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { findRedisProgram } from './redis-program.mjs';
import { newPasswords, redisUsers } from './redis-users.mjs';

/**
 * A running private Redis.
 * @typedef {object} PrivateRedis
 * @property {(user: import('./redis-users.mjs').RedisUser) => string} urlOf `redis://user:password@127.0.0.1:port`
 * @property {string} host
 * @property {number} port
 * @property {import('./redis-users.mjs').Passwords} passwords
 * @property {import('./redis-program.mjs').RedisProgram} program
 * @property {number} pid of the process group
 * @property {Promise<void>} ended resolves when the process has ended, for whatever reason
 * @property {() => Promise<void>} stop asks Redis to write its data and end, and waits until it has
 * @property {() => Promise<void>} kill SIGKILL, as a crash would
 */

/**
 * @typedef {object} PrivateRedisOptions
 * @property {string} dir the data (AOF and RDB) lie here; made if missing
 * @property {number} [port] default: a free one
 * @property {import('./redis-users.mjs').Passwords} [passwords] default: random ones
 * @property {string | undefined} [keyPrefix] KEY_PREFIX of server and workers
 * @property {string | undefined} [queuePrefixes] QUEUE_PREFIXES of the server
 * @property {import('./redis-program.mjs').RedisProgram} [program] default: found, see findRedisProgram
 * @property {(line: string) => void} [log] gets every line that Redis prints
 */

/**
 * A port of the loopback that nobody listens on now, and that nobody else is given while this process lives: who asked for it begins to listen seconds
 * later, and may be started again. It lies below those that the system gives to outgoing connections,
 * so that none of them takes it while a process that had it is started again.
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (let attempt = 1; ; attempt++) {
    const port = randomInt(20_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    // A name that only Linux has, no file: it is gone with the process, even a killed one.
    const claim = createServer().unref();
    try {
      await once(server, 'listening');
      if (process.platform === 'linux')
        await once(claim.listen(`\0taskdeck-port-${port}`), 'listening');
      return port;
    } catch (error) {
      claim.close();
      if (attempt === 20) throw new Error('No free port was found.', { cause: error });
    } finally {
      server.close();
    }
  }
}

// Redis can't watch the process that started it. Descriptor 3 is a pipe from that process: when it closes, by our
// wish or because the process is gone, Redis gets SIGTERM. So none is ever left behind. The configuration comes by
// standard input (4, because the shell gives background jobs an empty one): no password in any list of processes.
const GUARD = `exec 4<&0
"$1" - <&4 3<&- & redis=$!
exec 4<&-
(read -r _ <&3; kill "$redis") 2>/dev/null & guard=$!
wait "$redis"; code=$?
kill "$guard" 2>/dev/null
exit "$code"`;

// The append-only file is the whole truth, and a full disk must not keep Redis from ending.
/** @param {{port: number, users: string}} settings */
const configuration = ({ port, users }) => `bind 127.0.0.1
port ${port}
${users}
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
save ""
shutdown-on-sigterm force
daemonize no
logfile ""
`;

/**
 * Starts a Redis that lives no longer than this process. Rejects with the last lines of its log if it does not
 * become ready (a data file it can't read, no space, …).
 * @param {PrivateRedisOptions} options
 * @returns {Promise<PrivateRedis>}
 */
export async function startPrivateRedis(options) {
  const program = options.program ?? (await findRedisProgram());
  const passwords = options.passwords ?? newPasswords();
  const users = await redisUsers(passwords, options);
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    try {
      return await launch({ ...options, program, passwords, users, port });
    } catch (error) {
      // Between finding a free port and Redis binding it somebody else may have taken it.
      const taken = String(error).includes('Address already in use');
      if (!taken || options.port !== undefined || attempt === 5) throw error;
    }
  }
}

/** @param {PrivateRedisOptions & {users: string} & Required<Pick<PrivateRedisOptions, 'program' | 'passwords' | 'port'>>} options */
async function launch({ dir, program, passwords, users, port, log }) {
  const child = spawn('sh', ['-c', GUARD, 'sh', program.command], {
    // Its own process group: a terminal's Ctrl-C must not stop Redis before those who still write to it.
    detached: true,
    cwd: dir,
    env: { ...process.env, ...program.env, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', () => resolve(undefined)));
  const lifeline = child.stdio[3];
  for (const pipe of [child.stdin, lifeline]) pipe?.on('error', () => undefined);
  child.stdin?.end(configuration({ port, users }));

  /** @type {string[]} */
  const tail = [];
  const ready = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log?.(line);
        if (tail.push(line) > 12) tail.shift();
        if (line.includes('Ready to accept connections')) resolve(undefined);
      });
    }
    child.once('error', reject);
    child.once('close', () =>
      reject(new Error(`${program.command} did not start in ${dir}:\n  ${tail.join('\n  ')}`)),
    );
  });
  await ready;
  const pid = child.pid ?? 0;
  return {
    urlOf: (/** @type {import("./redis-users.mjs").RedisUser} */ user) =>
      `redis://${user}:${passwords[user]}@127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    passwords,
    program,
    pid,
    ended,
    stop: async () => {
      if (lifeline !== null && lifeline !== undefined && 'end' in lifeline) lifeline.end();
      await ended;
    },
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
      await ended;
    },
  };
}
