import type { QueueView } from '../../api.ts';
import { readDuration, writeDuration } from '../schema-form/duration.ts';

/** What is typed into the form of limits; empty: no limit. */
export interface LimitsDraft {
  readonly concurrency: string;
  readonly max: string;
  readonly every: string;
}

type Limits = Pick<QueueView, 'globalConcurrency' | 'rateLimit'>;
export type LimitFaults = Partial<Record<keyof LimitsDraft, string>>;

/** The bounds of the server, which checks again. */
const MAX_CONCURRENCY = 10_000;
const MAX_JOBS = 1_000_000;
const MIN_EVERY_MS = 100;
const MAX_EVERY_MS = 86_400_000;

export const draftOf = ({ globalConcurrency, rateLimit }: Limits): LimitsDraft => ({
  concurrency: globalConcurrency === null ? '' : String(globalConcurrency),
  max: rateLimit === null ? '' : String(rateLimit.max),
  every: rateLimit === null ? '' : writeDuration(rateLimit.durationMs),
});

/** A whole number from 1 on; null when it is none. */
function whole(written: string, most: number): number | null {
  const value = /^\d+$/.test(written.replaceAll(',', '')) ? Number(written.replaceAll(',', '')) : 0;
  return value >= 1 && value <= most ? value : null;
}

/** The limits that were typed, or what is wrong with which field. */
export function readLimits(draft: LimitsDraft): { limits: Limits } | { faults: LimitFaults } {
  const [concurrency, max, every] = [draft.concurrency, draft.max, draft.every].map((text) =>
    text.trim(),
  );
  const faults: LimitFaults = {};
  const globalConcurrency = concurrency ? whole(concurrency, MAX_CONCURRENCY) : null;
  if (concurrency && globalConcurrency === null)
    faults.concurrency = 'A whole number from 1 to 10,000';
  const jobs = max ? whole(max, MAX_JOBS) : null;
  const durationMs = every ? readDuration(every) : null;
  if (max && jobs === null) faults.max = 'A whole number from 1 to 1,000,000';
  else if (!max && every) faults.max = 'How many in that time?';
  if (max && !every) faults.every = 'In which time?';
  else if (every && (durationMs === null || durationMs < MIN_EVERY_MS || durationMs > MAX_EVERY_MS))
    faults.every = 'From 100 ms to 1 d, like 10 s or 1 m';
  if (Object.keys(faults).length > 0) return { faults };
  const rateLimit = jobs === null || durationMs === null ? null : { max: jobs, durationMs };
  return { limits: { globalConcurrency, rateLimit } };
}
