import { rename, writeFile } from 'node:fs/promises';

/** Writes the time in epoch milliseconds. By a rename, so that a reader never finds the file empty. */
export async function writeAliveFile(path: string): Promise<void> {
  await writeFile(`${path}.new`, String(Date.now()));
  await rename(`${path}.new`, path);
}
