import type { Attempt } from '@taskdeck/tasks';
import type { ContainerEnd } from '../schemas/job.ts';
import type { TimelineEvent } from '../schemas/timeline.ts';

/** Docker's clock may differ from a worker's, and whoever notices that a worker is lost does so later. */
const CLOCKS_MS = 5_000;
/** An OOM kill and the end that it causes are told as two events. */
const TOGETHER_MS = 15_000;

/** Whether the attempt ended without its worker. */
export const isLost = ({ outcome, error }: Pick<Attempt, 'outcome' | 'error'>): boolean =>
  outcome === 'lost' || error?.code === 'WORKER_LOST';

/**
 * Pure: how the container of a lost attempt ended, or lost a process for want of memory, while the attempt ran. null: it did not, as far as is
 * known.
 * @param events in any order; those of other containers don't matter
 */
export function containerEnd(
  jobId: string,
  { containerId, startedAt, endedAt }: Attempt,
  events: readonly TimelineEvent[],
): ContainerEnd | null {
  if (containerId === null) return null;
  const fromMs = Date.parse(startedAt) - CLOCKS_MS;
  const toMs = endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(endedAt) + CLOCKS_MS;
  const ends = events
    .filter(({ kind, container }) => {
      return container?.id === containerId && (kind === 'oom' || kind === 'died');
    })
    .map(({ kind, at, exitCode, jobs }) => ({ kind, at, atMs: Date.parse(at), exitCode, jobs }))
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .toSorted((a, b) => a.atMs - b.atMs);
  // One that is known to have hit the job says more than one that happened meanwhile.
  const first = ends.find(({ jobs }) => jobs.some(({ id }) => id === jobId)) ?? ends[0];
  if (first === undefined) return null;
  const together = ends.filter(({ atMs }) => Math.abs(atMs - first.atMs) <= TOGETHER_MS);
  const oom = together.find(({ kind }) => kind === 'oom');
  const died = together.find(({ kind }) => kind === 'died');
  return {
    at: (oom ?? first).at,
    kind: oom === undefined ? 'died' : 'oom',
    exitCode: died?.exitCode ?? null,
  };
}

/** What it means for the job, a sentence for people. */
export const endWords = ({ kind, exitCode }: ContainerEnd): string => {
  if (kind === 'oom') return 'Its container was out of memory.';
  return exitCode === null
    ? 'Its container ended.'
    : `Its container ended with exit code ${exitCode}.`;
};
