import type { Job, JobAttempt } from './job.ts';

/** A stretch of a job's life. Times are epoch milliseconds. */
export type Span =
  /** In the queue, ready to run. */
  | { readonly kind: 'waiting'; readonly from: number; readonly to: number }
  /** Not due yet: submitted with a delay, or backing off after an attempt that failed. */
  | { readonly kind: 'delayed' | 'backoff'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'attempt';
      readonly from: number;
      readonly to: number;
      readonly attempt: JobAttempt;
      /** It runs now, so `to` is now. */
      readonly running: boolean;
    };

export interface Timeline {
  readonly spans: readonly Span[];
  /** When it was submitted. */
  readonly from: number;
  /** When it ended; now, or when it is due if that is later, while it has not. */
  readonly to: number;
  /** null once it ended: then there is no "now" to draw. */
  readonly now: number | null;
}

type TimelineJob = Pick<Job, 'submittedAt' | 'runAt' | 'finishedAt' | 'state' | 'attempts'>;

const at = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

export const hasEnded = (state: Job['state']): boolean =>
  state === 'completed' || state === 'failed';

/** The stretch between two attempts, or before the first: first what was not due, then what waited. */
function pause(from: number, to: number, due: number | null, kind: 'delayed' | 'backoff'): Span[] {
  const turn = due === null ? from : Math.min(Math.max(due, from), to);
  const spans: Span[] = [];
  if (turn > from) spans.push({ kind, from, to: turn });
  if (to > turn) spans.push({ kind: 'waiting', from: turn, to });
  return spans;
}

/**
 * What a job went through, on one axis. Server and workers have clocks of their own, so a stretch never starts before
 * the one before it ended, and none is shorter than nothing.
 */
export function timelineOf(job: TimelineJob, now: number): Timeline {
  const from = Date.parse(job.submittedAt);
  const due = at(job.runAt);
  const ended = hasEnded(job.state);
  const spans: Span[] = [];
  let last = from;
  let failed = false;
  job.attempts.forEach((attempt, index) => {
    const start = Math.max(last, Date.parse(attempt.startedAt));
    // Only the newest due time is known. One after this start belongs to a later pause, and a pause after a failure
    // was its backoff.
    const delay = index === 0 && due !== null && due <= start ? due : null;
    if (failed) spans.push(...pause(last, start, start, 'backoff'));
    else spans.push(...pause(last, start, delay, 'delayed'));
    const running = attempt.outcome === null && job.state === 'active';
    const next = at(job.attempts[index + 1]?.startedAt ?? null);
    const end = at(attempt.endedAt) ?? next ?? (running ? now : (at(job.finishedAt) ?? start));
    last = Math.max(start, end);
    failed = attempt.outcome === 'failed';
    spans.push({ kind: 'attempt', from: start, to: last, attempt, running });
  });
  let to = Math.max(last, at(job.finishedAt) ?? last);
  if (!ended && job.state !== 'active') {
    to = Math.max(now, last, job.state === 'delayed' ? (due ?? now) : now);
    const notDue = job.state === 'delayed' ? to : last;
    spans.push(...pause(last, to, notDue, failed ? 'backoff' : 'delayed'));
  }
  return { spans, from, to: Math.max(to, from), now: ended ? null : Math.max(now, from) };
}

/** How long it waited for a worker in all. */
export function waitedMs(timeline: Timeline): number {
  return timeline.spans.reduce(
    (sum, span) => (span.kind === 'waiting' ? sum + span.to - span.from : sum),
    0,
  );
}
