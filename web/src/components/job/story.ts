import { formatClock, formatDuration } from '../../format.ts';
import { lostBecause } from './container-end.ts';
import { placeName, type Job, type JobAttempt } from './job.ts';
import type { CancelMarks, Span, Timeline } from './timeline.ts';

/** A sentence about a job. `mark` is the icon before it: a state of a job, or what befell an attempt. */
export interface Sentence {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly mark:
    | 'waiting'
    | 'delayed'
    | 'active'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'lost'
    // Of its containers.
    | 'killed'
    | 'healthy'
    | 'unhealthy'
    | 'container'
    | 'unknown';
  readonly text: string;
  /** Someone else's words (an error message): bounded by the page, not by us. */
  readonly quote: string | null;
}

/** A stretch in one line, for tooltips and for those who can't see the picture. */
export function spanWords(span: Span): string {
  const took = formatDuration(span.to - span.from);
  switch (span.kind) {
    case 'waiting':
      return `Waited ${took}`;
    case 'delayed':
      return `Delayed ${took}, until ${formatClock(span.to)}`;
    case 'ended':
      return `Queued again and taken within ${took}`;
    case 'backoff':
      return `Backed off ${took} after the failure`;
    default:
      return `Attempt ${span.attempt.number} on ${placeName(span.attempt)} ${endWords(span.attempt, span.running, took)}`;
  }
}

function endWords(attempt: JobAttempt, running: boolean, took: string): string {
  if (running) return `runs for ${took}`;
  switch (attempt.outcome) {
    case 'completed':
      return `completed after ${took}`;
    case 'failed':
      return attempt.error?.code === 'CANCELLED'
        ? `was cancelled after ${took}`
        : `failed after ${took}`;
    case 'lost':
      return `was lost after ${took}`;
    case 'handed-back':
      return `was handed back after ${took}`;
    case 'waiting':
      return `made way for its steps after ${took}`;
    default:
      return "ended, can't tell how";
  }
}

function endOf(span: Extract<Span, { kind: 'attempt' }>): Sentence | null {
  const { attempt, from, to, running } = span;
  if (running) return null;
  const took = formatDuration(to - from);
  const who = `Attempt ${attempt.number}`;
  const quote = attempt.error?.message ?? null;
  switch (attempt.outcome) {
    case 'completed':
      return { at: to, mark: 'completed', text: `${who} completed after ${took}`, quote: null };
    case 'failed':
      return attempt.error?.code === 'CANCELLED'
        ? { at: to, mark: 'cancelled', text: `${who} was cancelled after ${took}`, quote: null }
        : { at: to, mark: 'failed', text: `${who} failed after ${took}`, quote };
    case 'lost':
      return {
        at: to,
        mark: 'lost',
        text:
          lostBecause(attempt) === null
            ? `${placeName(attempt)} stopped answering: killed, hung or cut off. ${who} counts as lost`
            : `${who} counts as lost: ${lostBecause(attempt)}`,
        quote: null,
      };
    case 'waiting':
      return {
        at: to,
        mark: 'waiting',
        text: `${who} queued steps after ${took} and waits for them`,
        quote: null,
      };
    case 'handed-back':
      return {
        at: to,
        mark: 'waiting',
        text: `${placeName(attempt)} was stopped and handed the job back after ${took}`,
        quote: null,
      };
    default:
      return null;
  }
}

/** Why a job that is not under way has no attempt to tell it: what the timeline alone does not say. */
function closing(job: Job, timeline: Timeline): Sentence | null {
  const at = timeline.to;
  const due = job.runAt === null ? null : Date.parse(job.runAt);
  if (job.state === 'delayed' && due !== null) {
    const next =
      job.attempts.length === 0 ? 'It starts' : `Attempt ${job.attempts.length + 1} starts`;
    return {
      at: due,
      mark: 'delayed',
      text: `${next} when its time comes and a worker is free`,
      quote: null,
    };
  }
  const last = job.attempts.at(-1);
  if (job.state !== 'failed') return null;
  if (job.error?.code === 'CANCELLED' && last?.error?.code !== 'CANCELLED')
    return {
      at,
      mark: 'cancelled',
      text: last === undefined ? 'Cancelled before it ran' : 'Cancelled before it ran again',
      quote: null,
    };
  if (last === undefined || last.outcome !== 'failed')
    return { at, mark: 'failed', text: 'The job failed', quote: job.error?.message ?? null };
  if (job.error?.code !== 'CANCELLED' && job.maxAttempts > 1 && job.attemptsMade >= job.maxAttempts)
    return {
      at,
      mark: 'failed',
      text: `That was the last of ${job.maxAttempts} attempts`,
      quote: null,
    };
  return null;
}

/** What happened to a job, oldest first: the timeline in sentences. */
export function storyOf(job: Job, timeline: Timeline): readonly Sentence[] {
  const by = job.submittedBy === null ? '' : ` by ${job.submittedBy}`;
  const story: Sentence[] = [
    {
      at: timeline.from,
      mark: 'waiting',
      text: `Submitted${by} with ${job.priority} priority`,
      quote: null,
    },
  ];
  let pause = '';
  for (const span of timeline.spans) {
    if (span.kind !== 'attempt') {
      const words = { waiting: 'waiting', delayed: 'delay', backoff: 'backoff', ended: '' };
      pause =
        span.kind === 'ended'
          ? ', queued again by hand'
          : ` after ${formatDuration(span.to - span.from)} of ${words[span.kind]}`;
      continue;
    }
    const { attempt } = span;
    story.push({
      at: span.from,
      mark: 'active',
      text: `Attempt ${attempt.number} started on ${placeName(attempt)}${pause}`,
      quote: null,
    });
    pause = '';
    const end = endOf(span);
    if (end) story.push(end);
  }
  const last = closing(job, timeline);
  if (timeline.cancel) story.push(...cancelStory(timeline.cancel, job));
  if (last) story.push(last);
  return story.sort((a, b) => a.at - b.at);
}

/** The three marks of a cancel, in sentences of their own. */
function cancelStory(cancel: CancelMarks, job: Job): Sentence[] {
  const { by, requested, acknowledged, stopped, isDue } = cancel;
  const tell = (at: number, text: string): Sentence => ({
    at,
    mark: 'cancelled',
    text,
    quote: null,
  });
  const story = [tell(requested, `Cancel requested by ${by}`)];
  if (acknowledged !== null)
    story.push(
      tell(
        acknowledged,
        `Its worker saw the request ${formatDuration(acknowledged - requested)} later`,
      ),
    );
  if (stopped !== null && acknowledged !== null)
    story.push(
      tell(stopped, `Its code stopped ${formatDuration(stopped - requested)} after the request`),
    );
  if (stopped === null && job.finishedAt !== null)
    story.push(
      tell(
        Date.parse(job.finishedAt),
        isDue
          ? 'The job counts as cancelled, but its code has not stopped yet'
          : 'The request came too late: the job had ended',
      ),
    );
  return story;
}

/** The cancel in one line, for the picture and for those who can't see it. */
export function cancelWords({ by, requested, acknowledged, stopped, isDue }: CancelMarks): string {
  const later = (at: number) => `+${formatDuration(at - requested)}`;
  return [
    `cancel requested ${formatClock(requested)} by ${by}`,
    acknowledged === null ? null : `acknowledged ${later(acknowledged)}`,
    endOfCancel(stopped, isDue, later),
  ]
    .filter((words) => words !== null)
    .join(' · ');
}

function endOfCancel(
  stopped: number | null,
  isDue: boolean,
  later: (at: number) => string,
): string {
  if (stopped !== null) return `stopped ${later(stopped)}`;
  return isDue ? 'not stopped yet' : 'too late';
}
