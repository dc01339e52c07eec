import { formatCount, formatPercent, NONE } from '../../format.ts';
import { writeDuration } from '../schema-form/duration.ts';
import type { Job } from './job.ts';

/** How long an attempt may take: `20 s soft, 30 s hard`. */
export function limitWords({ softTimeoutMs, timeoutMs }: Job): string {
  if (timeoutMs === null) return "can't tell";
  const hard = writeDuration(timeoutMs);
  return softTimeoutMs === null ? hard : `${writeDuration(softTimeoutMs)} soft, ${hard} hard`;
}

/** `exponential from 1 s, 25 % random`; a job with one attempt never backs off. */
export function backoffWords({ backoff, maxAttempts }: Job): string {
  if (maxAttempts <= 1) return NONE;
  if (backoff === null || backoff.delayMs === 0) return 'none';
  const { type, delayMs, jitter } = backoff;
  const how = `${type} ${type === 'exponential' ? 'from ' : ''}${writeDuration(delayMs)}`;
  return jitter === 0 ? how : `${how}, ${formatPercent(jitter * 100)} random`;
}

/** `ran twice: a lock was lost`: a lost lock is the only way to run more often than asked for. null when none was. */
export function lostWords(attempts: Job['attempts']): string | null {
  const lost = attempts.filter(({ outcome }) => outcome === 'lost').length;
  if (lost === 0) return null;
  const locks = lost === 1 ? 'a lock was lost' : `${lost} locks were lost`;
  if (attempts.at(-1)?.outcome === 'lost') return locks;
  const more = attempts.length - lost;
  if (more > 1) return `${locks}: ${formatCount(lost, 'run')} more than asked for`;
  return `ran ${lost === 1 ? 'twice' : formatCount(lost + 1, 'time')}: ${locks}`;
}
