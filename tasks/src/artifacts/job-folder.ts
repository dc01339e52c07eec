import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

/** Files and folders that one job may leave. */
const MAX_ARTIFACTS = 1_000;

/** A file that a job left. */
export interface Artifact {
  /** The path below the job's folder, with `/` between its parts. Chosen by a program: hostile text. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** Too many files, or too large: `message` says which. */
export class ArtifactLimitError extends Error {
  override readonly name = 'ArtifactLimitError';
}

/** Whether a folder's name is the id of a job of ours, all of which are UUIDs. */
export function isJobFolder(name: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}

/** The folder of a job below `artifactsDir`. Throws when the id is none of ours. */
export function jobFolder(artifactsDir: string, jobId: string): string {
  if (!isJobFolder(jobId) || !isAbsolute(artifactsDir))
    throw new Error(`No folder can be made for the job ${JSON.stringify(jobId)}`);
  return join(artifactsDir, jobId);
}

/** The job's folder, empty: what an earlier attempt left is gone. */
export async function freshJobFolder(artifactsDir: string, jobId: string): Promise<string> {
  const folder = jobFolder(artifactsDir, jobId);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * The regular files below a folder, by name. Links are neither listed nor followed; a folder that is not there has none.
 * @throws ArtifactLimitError as soon as there are more than `MAX_ARTIFACTS` entries or `maxBytes` bytes
 */
export async function listArtifacts(folder: string, maxBytes = Infinity): Promise<Artifact[]> {
  const found: Artifact[] = [];
  const folders = [folder];
  let entries = 0;
  let bytes = 0;
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await entriesOf(next)) {
      entries += 1;
      if (entries > MAX_ARTIFACTS)
        throw new ArtifactLimitError(`More than ${MAX_ARTIFACTS} files and folders were left`);
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      if (!entry.isFile()) continue;
      const sizeBytes = await sizeOf(path);
      if (sizeBytes === null) continue;
      bytes += sizeBytes;
      if (bytes > maxBytes)
        throw new ArtifactLimitError(`Files of more than ${maxBytes} bytes were left`);
      found.push({ name: relative(folder, path).replaceAll(sep, '/'), sizeBytes });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Empty for what is gone, was never there, or is only a link. */
async function entriesOf(folder: string) {
  try {
    if (!(await lstat(folder)).isDirectory()) return [];
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** null when it went away in between. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Whether an error of the file system says that there is nothing of that name. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
