import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { jobFolder } from '@taskdeck/tasks/artifacts/job-folder';

/** An open file that a job left; whoever has it closes it. */
interface OpenArtifact {
  readonly file: FileHandle;
  readonly sizeBytes: number;
}

/** What says that there is no such file, or none that may be read. */
const NO_FILE: ReadonlySet<unknown> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'ENXIO',
  'EACCES',
  'ENAMETOOLONG',
]);

/**
 * Opens a regular file in the job's folder, or answers null. `name` is hostile, and so is the folder: a program may leave links, and change
 * them while we look. So it is asked where the open file really lies, not where its path seems to lead.
 */
export async function openArtifact(
  artifactsDir: string,
  jobId: string,
  name: string,
): Promise<OpenArtifact | null> {
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0')))
    return null;
  let file: FileHandle;
  const path = join(jobFolder(artifactsDir, jobId), ...parts);
  try {
    // Not blocking: a named pipe would wait for its writer.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && NO_FILE.has(error.code)) return null;
    throw error;
  }
  const stats = await file.stat();
  const expected = join(await realpath(artifactsDir), jobId, ...parts);
  if (stats.isFile() && (await placeOf(file, path)) === expected)
    return { file, sizeBytes: stats.size };
  await file.close();
  return null;
}

/** Linux knows where an open file lies; elsewhere its path is resolved once more. */
async function placeOf(file: FileHandle, path: string): Promise<string> {
  try {
    return await readlink(`/proc/self/fd/${file.fd}`);
  } catch {
    return realpath(path);
  }
}
