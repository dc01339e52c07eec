// @ts-check
// What `npm start` obeys, read from the environment, with every fault said at once.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

/**
 * @typedef {object} StartSettings
 * @property {string} host HOST, default 127.0.0.1
 * @property {number} port PORT, default 8080
 * @property {number} workers WORKERS: how many worker processes, default 2
 * @property {number} graceMs WORKER_GRACE_MS: what a worker's running jobs may take at the end, default 25,000
 * @property {string | null} redisUrl REDIS_URL; null: a private Redis
 * @property {string} dataDir DATA_DIR: the private Redis' data and the logs, default .data
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root the project, where a relative DATA_DIR starts
 * @returns {StartSettings}
 */
export function readSettings(env, root) {
  /** @type {string[]} */
  const faults = [];
  /** @param {string} name @param {number} fallback @param {number} most */
  const whole = (name, fallback, most) => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value <= most) return value;
    faults.push(`${name} is "${text}", and must be a whole number from 0 to ${most}`);
    return fallback;
  };
  const settings = {
    host: env['HOST'] || '127.0.0.1',
    port: whole('PORT', 8080, 65_535),
    workers: whole('WORKERS', 2, 64),
    graceMs: whole('WORKER_GRACE_MS', 25_000, 86_400_000),
    redisUrl: env['REDIS_URL'] || null,
    dataDir: resolve(root, env['DATA_DIR'] || '.data'),
  };
  if (settings.port === 0) faults.push('PORT is 0, and must be the port to open in the browser');
  if (faults.length > 0) throw new Error(`These settings can't be used:\n  ${faults.join('\n  ')}`);
  return settings;
}

/**
 * Rejects with what to do if the server could not listen there.
 * @param {{host: string, port: number}} address
 */
export async function requireFreePort({ host, port }) {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : String(error);
    const why =
      {
        EADDRINUSE: `Port ${port} on ${host} is in use. Stop what uses it, or take another: PORT=${port + 1} npm start`,
        EACCES: `Port ${port} needs more rights. Take one above 1023: PORT=8080 npm start`,
        EADDRNOTAVAIL: `HOST=${host} is no address of this machine. 127.0.0.1 is for this machine only, 0.0.0.0 for all networks.`,
        ENOTFOUND: `HOST=${host} is not known. 127.0.0.1 is for this machine only, 0.0.0.0 for all networks.`,
      }[String(code)] ?? `The server can't listen on ${host} port ${port} (${code}).`;
    throw new Error(why, { cause: error });
  } finally {
    server.close();
  }
}
