import type { JobRow } from '../api.ts';

/** States of a job, BullMQ's words, and what we tell apart besides: a cancelled job is a failed one with that code. */
export type BadgeState = JobRow['state'] | 'cancelled' | 'stalled' | 'paused';

/** What a job is to be called: `cancelled` is a failed job whose error says so. */
export function badgeState(job: {
  state: JobRow['state'];
  error: { code: string } | null;
}): BadgeState {
  return job.state === 'failed' && job.error?.code === 'CANCELLED' ? 'cancelled' : job.state;
}
