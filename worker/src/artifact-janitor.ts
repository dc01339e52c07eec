import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Keys, QUEUES } from '@taskdeck/tasks';
import { isJobFolder, isMissing } from '@taskdeck/tasks/artifacts/job-folder';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

const INTERVAL_MS = 3_600_000;
/** A younger folder may be of a job that this Redis does not show yet, or of somebody who has just set a wrong one. */
const LEAST_AGE_MS = 3_600_000;

interface JanitorParts {
  /** The folder with the folders of jobs. */
  readonly artifactsDir: string;
  readonly redis: Redis;
  readonly keys: Keys;
  readonly log: Logger;
}

/** Removes the files of jobs that are gone, at the start and every hour. Several workers may do it: what is removed twice is removed. */
export class ArtifactJanitor {
  readonly #parts: JanitorParts;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: JanitorParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#sweep();
    this.#timer = setInterval(() => this.#sweep(), INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    const { artifactsDir, log } = this.#parts;
    this.#removeOrphans().catch((error: unknown) => {
      log.warn({ err: error, artifactsDir }, 'Old files were not removed');
    });
  }

  async #removeOrphans(): Promise<void> {
    const { artifactsDir, redis, keys, log } = this.#parts;
    let removed = 0;
    for (const name of await namesIn(artifactsDir)) {
      // What is not named like a job is not ours.
      if (!isJobFolder(name)) continue;
      const path = join(artifactsDir, name);
      const changedAt = await changeTime(path);
      if (changedAt === null || Date.now() - changedAt < LEAST_AGE_MS) continue;
      // Redis decides, and while it is away nobody does: the connection waits for it.
      if ((await redis.exists(...QUEUES.map((queue) => keys.bullKey(queue, name)))) > 0) continue;
      await rm(path, { recursive: true, force: true });
      removed += 1;
    }
    if (removed > 0) log.info({ artifactsDir, removed }, 'Removed the files of jobs long gone');
  }
}

/** Epoch ms; null when another worker has removed it in between. */
async function changeTime(path: string): Promise<number | null> {
  try {
    return (await lstat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The folders in a folder; none when nobody has made it yet. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
