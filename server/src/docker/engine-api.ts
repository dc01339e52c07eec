import type { EngineVersion } from './docker-answers.ts';
import { UnsupportedApi } from './engine-failure.ts';

/** The minor versions of API 1.x that we know: 1.41 brought statistics at once (one-shot), 1.52 dropped fields that we don't read. */
const OLDEST = 41;
const NEWEST = 52;

/**
 * The version of the API to speak with a daemon: null stands for its own newest, which is ours too. Throws UnsupportedApi where there is none that
 * both know.
 */
export function negotiateApi({ ApiVersion, MinAPIVersion }: EngineVersion): string | null {
  const newest = minorOf(ApiVersion);
  if (newest !== null && newest < OLDEST) throw new UnsupportedApi('old', `1.${newest}`);
  const oldest = minorOf(MinAPIVersion);
  if (oldest !== null && oldest > NEWEST) throw new UnsupportedApi('new', `1.${oldest}`);
  return newest !== null && newest > NEWEST ? `v1.${NEWEST}` : null;
}

/** null: not told, or not in the form 1.x. */
function minorOf(version: string | null | undefined): number | null {
  const minor = /^1\.(\d{1,3})$/.exec(version ?? '')?.[1];
  return minor === undefined ? null : Number(minor);
}
