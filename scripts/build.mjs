// @ts-check
// Builds what is out of date: server and worker by tsc, which knows itself, the panel by Vite, which does not.
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Rejects with the compiler's own words if the sources are wrong.
 * @param {(line: string) => void} say hears once if the panel has to be built
 */
export async function buildStale(say) {
  const node = build('tsc', ['-b', 'tasks', 'server', 'worker', 'client'], ROOT);
  const web = (async () => {
    if (!(await isWebStale(ROOT))) return;
    say('Building the panel …');
    await build('vite', ['build', '--logLevel', 'warn'], join(ROOT, 'web'));
  })();
  await Promise.all([node, web]);
}

/**
 * Whether anything that goes into the panel is newer than its built page.
 * @param {string} root
 */
export async function isWebStale(root) {
  const built = await stat(join(root, 'web/dist/index.html')).catch(() => null);
  if (built === null) return true;
  const inputs = ['web', 'package-lock.json', 'tsconfig.base.json'];
  return (await newest(inputs.map((path) => join(root, path)))) > built.mtimeMs;
}

/**
 * The newest modification below these paths, folders included, so that a removed file counts.
 * @param {string[]} paths
 * @returns {Promise<number>} epoch milliseconds, 0 if there is nothing
 */
async function newest(paths) {
  let time = 0;
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    time = Math.max(time, found.mtimeMs);
    if (!found.isDirectory()) continue;
    const names = (await readdir(path)).filter(
      (name) => name !== 'dist' && name !== 'node_modules',
    );
    time = Math.max(time, await newest(names.map((name) => join(path, name))));
  }
  return time;
}

/** @param {string} tool @param {string[]} args @param {string} cwd */
async function build(tool, args, cwd) {
  const env = { ...process.env, NODE_ENV: 'production' };
  try {
    await run(join(ROOT, 'node_modules/.bin', tool), args, {
      cwd,
      env,
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } =
      error instanceof Error ? /** @type {{stdout?: string, stderr?: string}} */ (error) : {};
    throw new Error(`${tool} ${args.join(' ')} failed:\n${stdout}${stderr}`.trimEnd(), {
      cause: error,
    });
  }
}
