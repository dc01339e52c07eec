import type { Job, JobAttempt } from './job.ts';

/** A stretch of a job's life. Times are epoch milliseconds. */
export type Span =
  /** In the queue, ready to run. */
  | { readonly kind: 'waiting'; readonly from: number; readonly to: number }
  /** Not due yet: submitted with a delay, or backing off after an attempt that failed. */
  | { readonly kind: 'delayed' | 'backoff'; readonly from: number; readonly to: number }
  /** It had ended, until somebody queued it again and a worker took it; when in between is not recorded. */
  | { readonly kind: 'ended'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'attempt';
      readonly from: number;
      readonly to: number;
      readonly attempt: JobAttempt;
      /** It runs now, so `to` is now. */
      readonly running: boolean;
    };

/** A request to stop, and what came of it. Times are epoch milliseconds. */
export interface CancelMarks {
  /** Who asked. */
  readonly by: string;
  readonly requested: number;
  /** When its worker saw it; null: not yet, or it waited and no worker had to. */
  readonly acknowledged: number | null;
  /** When its code had ended; null: not yet, or never, because the job ended otherwise before that. */
  readonly stopped: number | null;
  /** Its code may still run: also when the job counts as cancelled, but the code takes no notice. */
  readonly isDue: boolean;
}

export interface Timeline {
  readonly spans: readonly Span[];
  /** When it was submitted. */
  readonly from: number;
  /** When it ended; now, or when it is due if that is later, while it has not. */
  readonly to: number;
  /** null: nobody asked for a cancel. */
  readonly cancel: CancelMarks | null;
  /** null once it ended: then there is no "now" to draw. */
  readonly now: number | null;
}

type TimelineJob = Pick<
  Job,
  | 'submittedAt'
  | 'runAt'
  | 'finishedAt'
  | 'state'
  | 'attempts'
  | 'maxAttempts'
  | 'cancel'
  | 'error'
  | 'error'
>;

const at = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

export const hasEnded = (state: Job['state']): boolean =>
  state === 'completed' || state === 'failed';

/** What comes after an attempt: of itself, or because somebody queued an ended job again. */
type After = 'start' | 'waiting' | 'backoff' | 'ended';

/** `failures`: how many attempts failed in a row, this one included; as many as are allowed end the job. */
function afterOf(attempt: JobAttempt, failures: number, maxAttempts: number): After {
  if (attempt.outcome === 'completed' || attempt.error?.code === 'CANCELLED') return 'ended';
  if (attempt.outcome !== 'failed') return 'waiting';
  return failures >= maxAttempts ? 'ended' : 'backoff';
}

/** The stretch before a start, or until now: first what was not due, then what waited. */
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
  const spans: Span[] = [];
  let last = from;
  let after: After = 'start';
  let failures = 0;
  for (const [index, attempt] of job.attempts.entries()) {
    const start = Math.max(last, Date.parse(attempt.startedAt));
    spans.push(...before(after, last, start, due));
    const running = attempt.outcome === null && job.state === 'active';
    const next = at(job.attempts[index + 1]?.startedAt ?? null);
    const end = at(attempt.endedAt) ?? next ?? (running ? now : (at(job.finishedAt) ?? start));
    last = Math.max(start, end);
    spans.push({ kind: 'attempt', from: start, to: last, attempt, running });
    failures = attempt.outcome === 'failed' ? failures + 1 : failures;
    after = afterOf(attempt, failures, job.maxAttempts);
    if (after === 'ended') failures = 0;
  }
  const ended = hasEnded(job.state);
  let to = Math.max(last, at(job.finishedAt) ?? last);
  if (!ended && job.state !== 'active') {
    const isDelayed = job.state === 'delayed';
    to = Math.max(now, last, isDelayed ? (due ?? now) : now);
    const kind = after === 'backoff' ? 'backoff' : 'delayed';
    const turn = after === 'backoff' || after === 'start' ? due : null;
    spans.push(...pause(last, to, isDelayed ? to : turn, kind));
  }
  const cancel = cancelMarks(job);
  const marks = [cancel?.requested, cancel?.acknowledged, cancel?.stopped];
  to = Math.max(to, from, ...marks.filter((mark) => typeof mark === 'number'));
  return { spans, from, to, cancel, now: ended ? null : Math.max(now, from) };
}

function cancelMarks({ cancel, state, error }: TimelineJob): CancelMarks | null {
  if (cancel === null) return null;
  const requested = Date.parse(cancel.requestedAt);
  const after = (instant: string | null, least: number): number | null => {
    const time = at(instant);
    return time === null ? null : Math.max(least, time);
  };
  const seen = after(cancel.acknowledgedAt, requested);
  const stopped = after(cancel.stoppedAt, seen ?? requested);
  return {
    by: cancel.by,
    requested,
    // What waited was stopped by the request itself.
    acknowledged: stopped === requested ? null : seen,
    stopped,
    isDue: stopped === null && (!hasEnded(state) || error?.code === 'CANCELLED'),
  };
}

/** What lies before an attempt. Only the newest due time is known: one after this start belongs to a later pause. */
function before(after: After, last: number, start: number, due: number | null): Span[] {
  if (after === 'start')
    return pause(last, start, due !== null && due <= start ? due : null, 'delayed');
  if (after === 'waiting' || last >= start) return pause(last, start, null, 'delayed');
  return [{ kind: after, from: last, to: start }];
}

/** How long it waited for a worker in all. */
export function waitedMs(timeline: Timeline): number {
  return timeline.spans.reduce(
    (sum, span) => (span.kind === 'waiting' ? sum + span.to - span.from : sum),
    0,
  );
}
