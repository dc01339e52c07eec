import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { makeScript } from '../redis/script.ts';
import type { JobRow } from '../schemas/job.ts';
import { jobRow, RawRow } from './job-view.ts';
import { ROWS_SCRIPT } from './scripts/rows.ts';

const script = makeScript(ROWS_SCRIPT);
const Answer = z.array(z.union([RawRow, z.null()]));
/** Ids per call: keeps the longest script below a few milliseconds. */
const BATCH = 200;

/** The rows of those ids that exist, in the order asked. */
export async function readRows(
  { redis, keys }: { readonly redis: Redis; readonly keys: Keys },
  ids: readonly string[],
): Promise<JobRow[]> {
  const rows: JobRow[] = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const answer = await script(
      redis,
      [keys.jobQueues, keys.jobTags],
      [keys.bull, ...ids.slice(from, from + BATCH)],
    );
    for (const raw of Answer.parse(answer)) if (raw !== null) rows.push(jobRow(raw));
  }
  return rows;
}
