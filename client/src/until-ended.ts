import type { AppRouter } from '@taskdeck/server/router';
import type { TRPCClient } from '@trpc/client';
import { asTaskdeckError, isTransient, TaskdeckError } from './errors.ts';
import { pause } from './pause.ts';

export type Api = TRPCClient<AppRouter>;
/** A job with everything known of it. */
export type Job = Awaited<ReturnType<Api['tasks']['get']['query']>>;

export interface WaitOptions {
  /** Default 10 minutes. */
  readonly timeoutMs?: number;
  /** Ends the waiting; the job is left alone. */
  readonly signal?: AbortSignal;
}

/** Pauses between two looks at a job: short ones first, because most jobs are. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
const DEFAULT_TIMEOUT_MS = 600_000;

const hasEnded = ({ state }: Job): boolean => state === 'completed' || state === 'failed';

/** The job now; null when it can't be told for the moment. */
async function look(api: Api, id: string, signal: AbortSignal | undefined): Promise<Job | null> {
  try {
    return await api.tasks.get.query({ id }, { ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const known = asTaskdeckError(error);
    if (isTransient(known)) return null;
    throw known;
  }
}

/** Looks at a job, less and less often, until it has ended. Errors: as `Client.waitFor`. */
export async function untilEnded(
  api: Api,
  id: string,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: WaitOptions,
): Promise<Job> {
  const giveUpAt = performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const job = await look(api, id, signal);
    if (job !== null && hasEnded(job)) return job;
    const leftMs = giveUpAt - performance.now();
    if (leftMs <= 0) {
      const state = job === null ? 'not known: no server answers' : job.state;
      const message = `Job ${id} has not ended within ${timeoutMs} ms; its state is ${state}.`;
      throw new TaskdeckError('TIMEOUT', message, { id });
    }
    await pause(Math.min(pauseMs, leftMs), signal);
  }
}
