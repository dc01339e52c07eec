// @ts-check
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The file with the key that secrets in inputs are encrypted with; made on the first start, for its owner alone.
 * @param {string} dataDir
 * @returns {Promise<string>} its path
 */
export async function secretsKeyFile(dataDir) {
  const path = join(dataDir, 'secrets-key');
  const there = await readFile(path, 'utf8').catch(() => '');
  if (there.trim() !== '') return path;
  await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600 });
  return path;
}
