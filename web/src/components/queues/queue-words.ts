import type { QueueView, Worker } from '../../api.ts';
import { formatCount, formatDuration, formatNumber, formatWhen } from '../../format.ts';

/** Workers that have slots for a queue; lost ones do not count. */
export const workersOf = (queue: string, workers: readonly Worker[]): readonly Worker[] =>
  workers.filter((worker) => worker.state !== 'lost' && worker.queues.includes(queue));

/** Jobs that could start now. */
export const waitingIn = ({ counts }: Pick<QueueView, 'counts'>): number =>
  counts.waiting + counts.prioritized;

/** `default, heavy`: those that are paused; empty when none is. */
export const pausedNames = (queues: readonly QueueView[]): string =>
  queues
    .filter(({ paused }) => paused !== null)
    .map(({ queue }) => queue)
    .join(', ');

/** `since 14:02 by mira`, `since 14:02`, or nothing where it is not known. */
export function pausedWords({ since, by }: NonNullable<QueueView['paused']>, now: number): string {
  return [since === null ? '' : `since ${formatWhen(since, now)}`, by === null ? '' : `by ${by}`]
    .filter(Boolean)
    .join(' ');
}

/** Why a queue moves nothing. */
interface QueueAlarm {
  readonly tone: 'risk' | 'fail';
  readonly title: string;
  readonly detail: string;
}

/**
 * What is wrong with the workers of a queue; null when one takes its jobs, or while workers are not known. Worse when something waits. A queue
 * that is paused has been held on purpose: that is no alarm.
 */
export function alarmOf(queue: QueueView, workers: readonly Worker[] | undefined) {
  if (workers === undefined || queue.paused !== null) return null;
  const serving = workersOf(queue.queue, workers);
  if (serving.some((worker) => worker.state === 'running')) return null;
  const waiting = waitingIn(queue);
  const tone = waiting > 0 ? 'fail' : 'risk';
  const waits = waiting > 0 ? `${formatCount(waiting, 'job waits', 'jobs wait')} for one. ` : '';
  if (serving.length === 0)
    return {
      tone,
      title: 'No worker serves this queue.',
      detail: `${waits}A worker serves the queues of its setting WORKER_QUEUES.`,
    } satisfies QueueAlarm;
  return {
    tone,
    title: 'Its workers take nothing new.',
    detail: `${waits}${formatCount(serving.length, 'worker is', 'workers are')} paused or draining.`,
  } satisfies QueueAlarm;
}

/** `10 every 1 s`; `no limit`. */
export const rateLimitWords = ({ rateLimit }: QueueView): string =>
  rateLimit === null
    ? 'no limit'
    : `${formatNumber(rateLimit.max)} every ${formatDuration(rateLimit.durationMs)}`;

/** `2`; `no limit`. */
export const concurrencyWords = ({ globalConcurrency }: QueueView): string =>
  globalConcurrency === null ? 'no limit' : formatNumber(globalConcurrency);
