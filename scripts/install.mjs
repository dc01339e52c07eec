// @ts-check
// Installs the packages that package-lock.json names, if they are not there. Runs before anything is installed, so
// it imports nothing but Node.
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Ends the process with a plain message on a Node that can't run Taskdeck. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Taskdeck needs Node.js 20.19 or later; this is ${version} (${process.execPath}).`);
  process.exit(1);
}

/**
 * Whether every package of package-lock.json is installed in its version. Compared by content and not by time: a
 * checkout or a merge touches files without changing what is needed. Optional packages (of other systems) may lack.
 * @param {string} root
 */
export function isInstalled(root) {
  /** @param {string} path @returns {Record<string, {version?: string, link?: boolean, optional?: boolean, devOptional?: boolean}>} */
  const packages = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  let installed;
  try {
    installed = packages('node_modules/.package-lock.json');
  } catch {
    return false;
  }
  return Object.entries(packages('package-lock.json')).every(
    ([path, entry]) =>
      !path.includes('node_modules/') ||
      entry.optional === true ||
      entry.devOptional === true ||
      (installed[path] !== undefined && installed[path].version === entry.version),
  );
}

/** `npm ci` if something is missing; ends the process with npm's own exit code if that fails. */
export function installMissing() {
  requireNode();
  if (isInstalled(ROOT)) return;
  console.log('Installing packages (npm ci) …');
  // The npm that runs us, if one does: there may be another on PATH, or none.
  const npm = process.env['npm_execpath'];
  const [command, ...args] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const { status, error } = spawnSync(command ?? 'npm', [...args, 'ci', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0) return;
  console.error(
    `npm ci failed${error === undefined ? '' : ` (${error.message})`}. It needs the npm registry; nothing was started.`,
  );
  process.exit(status ?? 1);
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
)
  installMissing();
