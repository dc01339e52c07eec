// @ts-check
// Two private Redis on the same files would destroy them: one `npm start` at a time per data folder.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Takes the folder (made if missing) for this process; resolves with what gives it back. Rejects if another
 * `npm start` runs on it. What a killed one left behind is no obstacle.
 * @param {string} dir
 * @returns {Promise<() => Promise<void>>}
 */
export async function lockData(dir) {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, 'start.pid');
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (await isStart(pid))
      throw new Error(
        `Taskdeck runs already on ${dir} (process ${pid}). Stop it first, or give this one its own: DATA_DIR=… PORT=… npm start`,
      );
    await rm(file, { force: true });
  }
}

/**
 * Whether this process is an `npm start`, and not one that was given the number of an old one.
 * @param {number} pid
 */
async function isStart(pid) {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  // Where there is no /proc the number has to do.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'start.mjs');
  return command.includes('start.mjs');
}
