// @ts-check
// Finds a Redis (or Valkey) server program; where there is none, unpacks the distribution's below .cache/.
import { execFile } from 'node:child_process';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * @typedef {object} RedisProgram
 * @property {string} command path of redis-server or valkey-server
 * @property {Record<string, string>} env what the program needs in its environment
 * @property {string} version
 */

const CACHE = fileURLToPath(new URL('../.cache/', import.meta.url));
/** Commands and options of Redis 7.0 are used. */
const OLDEST = 7;

const WAYS = `Taskdeck needs Redis 7.0 or later (or Valkey), and there are three ways to give it one:
  1. point it to a running one:  REDIS_URL=redis://:password@host:6379 npm start
  2. install redis-server or valkey-server so that it is on PATH: it is started privately
  3. on Debian or Ubuntu with network access nothing is to be done: its packages are unpacked into .cache/`;

/**
 * The server program on PATH; else, on Debian and Ubuntu, the distribution's own, downloaded and unpacked below
 * `cache` without root and without touching the system. Rejects with the ways to provide one.
 * @param {{path?: string, cache?: string, log?: (line: string) => void}} [options]
 *   `path`: default PATH; `cache`: default `.cache/` of the project; `log`: hears of a download
 * @returns {Promise<RedisProgram>}
 */
export async function findRedisProgram(options = {}) {
  const { path = process.env['PATH'] ?? '', cache = CACHE, log } = options;
  /** @type {string[]} */
  const why = [];
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of path.split(delimiter).filter(Boolean)) {
      const found = await tryProgram(join(folder, name), {});
      if (found === null) continue;
      if (typeof found !== 'string') return found;
      why.push(found);
    }
  }
  if (why.length === 0) why.push('there is no redis-server or valkey-server on PATH');
  const unpacked = await unpackedProgram(cache, log);
  if (typeof unpacked !== 'string') return unpacked;
  throw new Error(`${WAYS}\nHere ${[...why, unpacked].join('; ')}.`);
}

/**
 * The program if it runs and is new enough, why not if it is there, null if it is not.
 * @param {string} command
 * @param {Record<string, string>} env
 * @returns {Promise<RedisProgram | string | null>}
 */
async function tryProgram(command, env) {
  try {
    await access(command);
  } catch {
    return null;
  }
  try {
    const { stdout } = await run(command, ['--version'], { env: { ...process.env, ...env } });
    const version = /v=(\d+)\S*/.exec(stdout);
    if (version === null) return `${command} --version says "${stdout.trim()}"`;
    const text = version[0].slice(2);
    if (Number(version[1]) < OLDEST) return `${command} is ${text}, older than ${OLDEST}.0`;
    return { command, env, version: text };
  } catch (error) {
    return `${command} does not run (${firstLine(error)})`;
  }
}

/**
 * @param {string} cache
 * @param {((line: string) => void) | undefined} log
 * @returns {Promise<RedisProgram | string>} the program, or why there is none
 */
async function unpackedProgram(cache, log) {
  const system = await distribution();
  if (system === null) return 'this is not Debian or Ubuntu';
  // By release and processor: a checkout may be shared between machines.
  const home = join(cache, `redis-${system}-${arch()}`);
  const known = await programBelow(home);
  if (known !== null && typeof known !== 'string') return known;
  log?.('No Redis on PATH: unpacking the one of this distribution into .cache/');
  const work = `${home}.${process.pid}`;
  try {
    await downloadAndUnpack(work);
    await rm(home, { recursive: true, force: true });
    await rename(join(work, 'root'), home);
  } catch (error) {
    // Another process may have been quicker with the same.
    const other = await programBelow(home);
    if (other !== null && typeof other !== 'string') return other;
    return `unpacking the distribution's Redis failed (${firstLine(error)})`;
  } finally {
    await rm(work, { recursive: true, force: true }).catch(() => undefined);
  }
  return (await programBelow(home)) ?? "the distribution's packages hold no Redis server";
}

/** @returns {Promise<string | null>} `debian-12`; null where apt is not the package manager */
async function distribution() {
  try {
    await access('/usr/bin/apt-get');
    const text = await readFile('/etc/os-release', 'utf8');
    const value = (/** @type {string} */ key) =>
      new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(text)?.[1] ?? 'unknown';
    return `${value('ID')}-${value('VERSION_ID')}`;
  } catch {
    return null;
  }
}

/** @param {string} home */
async function programBelow(home) {
  /** @type {string[]} */
  const libraries = [];
  for (const folder of ['usr/lib', 'lib'].map((name) => join(home, name))) {
    const names = await readdir(folder).catch(() => []);
    libraries.push(
      ...names.filter((name) => name.includes('-linux-')).map((name) => join(folder, name)),
    );
  }
  return tryProgram(join(home, 'usr/bin/redis-server'), { LD_LIBRARY_PATH: libraries.join(':') });
}

/**
 * Leaves the unpacked packages in `${work}/root`.
 * @param {string} work
 */
async function downloadAndUnpack(work) {
  const packages = join(work, 'packages');
  const root = join(work, 'root');
  await mkdir(join(work, 'lists/partial'), { recursive: true });
  await mkdir(packages);
  // Lists, caches and hooks of our own: the system's are neither needed up to date nor touched.
  const settings = join(work, 'apt.conf');
  await writeFile(
    settings,
    `#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Update::Pre-Invoke;
Dir::State::lists "${work}/lists";
Dir::Cache "${work}";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
`,
  );
  const apt = (/** @type {string[]} */ ...args) =>
    run('apt-get', ['-q', '-c', settings, ...args], {
      cwd: packages,
      env: { ...process.env, LC_ALL: 'C' },
      maxBuffer: 64 * 1024 * 1024,
    });
  // A source that is not for us may fail; if one that we need did, the next step says so.
  await apt('update').catch(() => undefined);
  // Which packages this machine lacks for it is for apt to find out: nothing is installed by a simulation.
  const plan = await apt('install', '--simulate', '--reinstall', 'redis-server', 'redis-tools');
  const names = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
  await apt('download', ...names);
  for (const file of await readdir(packages))
    await run('dpkg-deb', ['-x', file, root], { cwd: packages });
  for (const unused of ['usr/share', 'etc'])
    await rm(join(root, unused), { recursive: true, force: true });
}

/** @param {unknown} error */
function firstLine(error) {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => line.startsWith('E:')) ?? lines[0] ?? text;
}
