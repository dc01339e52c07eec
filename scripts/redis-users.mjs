// @ts-check
// The users of a private Redis, from the same script that makes those of the Compose stack.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('../redis/users.sh', import.meta.url));
const run = promisify(execFile);

/** The users that redis/users.sh knows; `admin` may do everything. */
const REDIS_USERS = /** @type {const} */ (['admin', 'server', 'worker', 'notifier', 'debug']);

/** @typedef {(typeof REDIS_USERS)[number]} RedisUser */
/** @typedef {Readonly<Record<RedisUser, string>>} Passwords */

/** @returns {Passwords} a random one for each user */
export function newPasswords() {
  const random = () => randomBytes(24).toString('base64url');
  return {
    admin: random(),
    server: random(),
    worker: random(),
    notifier: random(),
    debug: random(),
  };
}

/**
 * What redis/users.sh prints: a line for each user, as redis.conf takes it. No password is among the arguments or in the environment of it.
 * @param {Passwords} passwords
 * @param {{keyPrefix?: string | undefined, queuePrefixes?: string | undefined}} settings KEY_PREFIX and QUEUE_PREFIXES
 * @returns {Promise<string>}
 */
export async function redisUsers(passwords, { keyPrefix = '', queuePrefixes = '' }) {
  const hashes = REDIS_USERS.map((user) => [
    `${user.toUpperCase()}_HASH`,
    createHash('sha256').update(passwords[user]).digest('hex'),
  ]);
  const { stdout } = await run('sh', [SCRIPT], {
    env: {
      PATH: process.env['PATH'],
      KEY_PREFIX: keyPrefix,
      QUEUE_PREFIXES: queuePrefixes,
      ...Object.fromEntries(hashes),
    },
  });
  return stdout;
}
