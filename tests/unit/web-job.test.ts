import { describe, expect, it } from 'vitest';
import { backoffWords, limitWords, lostWords } from '../../web/src/components/job/fact-words.ts';
import type { Job } from '../../web/src/components/job/job.ts';
import { matchingLines, piecesOf } from '../../web/src/components/job/log-match.ts';
import { priceWords, readPricing } from '../../web/src/components/job/pricing.ts';
import { storyOf } from '../../web/src/components/job/story.ts';
import { timelineOf } from '../../web/src/components/job/timeline.ts';
import { allowedActions } from '../../web/src/components/job/use-job-actions.ts';
import { mayCall } from '../../web/src/may.ts';
import { job as sampleJob, mayAs } from './web-samples.ts';

const T0 = Date.parse('2026-11-22T14:18:00.000Z');
const at = (seconds: number): string => new Date(T0 + seconds * 1_000).toISOString();

const job = (more: Partial<Job>): Job => sampleJob({ submittedAt: at(0), ...more });
const attempt = (number: number, more: Partial<Job['attempts'][number]>) => ({
  number,
  startedAt: at(number),
  endedAt: at(number + 0.5),
  outcome: 'failed' as const,
  error: { code: 'TASK_FAILED' as const, message: 'no' },
  worker: 'w',
  host: 'worker-1',
  containerId: null,
  container: null,
  containerEnd: null,
  ...more,
});
const tell = (of: Job): string[] =>
  storyOf(of, timelineOf(of, T0 + 60_000)).map((s) => `${s.mark}: ${s.text}`);

describe('the story of a job', () => {
  it('tells a retry that ends well', () => {
    const attempts = [attempt(1, {}), attempt(2, { outcome: 'completed', error: null })];
    expect(
      tell(job({ state: 'completed', finishedAt: at(2.5), attemptsMade: 2, attempts })),
    ).toEqual([
      'waiting: Submitted by mira with medium priority',
      'active: Attempt 1 started on worker-1 after 1.0 s of waiting',
      'failed: Attempt 1 failed after 0.5 s',
      'active: Attempt 2 started on worker-1 after 0.5 s of backoff',
      'completed: Attempt 2 completed after 0.5 s',
    ]);
  });

  it('tells a lost worker and a last failure', () => {
    const attempts = [attempt(1, { outcome: 'lost' }), attempt(2, {})];
    const failed = job({ state: 'failed', attemptsMade: 2, maxAttempts: 2, attempts });
    expect(tell({ ...failed, finishedAt: at(2.5) }).slice(2)).toEqual([
      'lost: worker-1 stopped answering: killed, hung or cut off. Attempt 1 counts as lost',
      'active: Attempt 2 started on worker-1 after 0.5 s of waiting',
      'failed: Attempt 2 failed after 0.5 s',
      'failed: That was the last of 2 attempts',
    ]);
  });

  it('tells a cancel: requested, seen and stopped', () => {
    const cancelled = { code: 'CANCELLED' as const, message: 'Cancelled by mira' };
    const attempts = [attempt(1, { endedAt: at(5), error: cancelled })];
    const cancel = { by: 'mira', requestedAt: at(3), acknowledgedAt: at(3.2), stoppedAt: at(5) };
    const failed = job({ state: 'failed', error: cancelled, finishedAt: at(5), attempts, cancel });
    expect(tell(failed).slice(2)).toEqual([
      'cancelled: Cancel requested by mira',
      'cancelled: Its worker saw the request 0.2 s later',
      'cancelled: Attempt 1 was cancelled after 4.0 s',
      'cancelled: Its code stopped 2.0 s after the request',
    ]);
  });

  it('tells a cancel that came too late', () => {
    const attempts = [attempt(1, { outcome: 'completed', error: null })];
    const cancel = { by: 'mira', requestedAt: at(1.4), acknowledgedAt: null, stoppedAt: null };
    const done = job({ state: 'completed', finishedAt: at(1.5), attempts, cancel });
    expect(tell(done).at(-1)).toBe('cancelled: The request came too late: the job had ended');
  });

  it('tells of code that takes no notice of a cancel', () => {
    const error = { code: 'CANCELLED' as const, message: '' };
    const cancel = { by: 'mira', requestedAt: at(2), acknowledgedAt: at(2), stoppedAt: null };
    const attempts = [attempt(1, { endedAt: at(3), error })];
    const deaf = job({ state: 'failed', error, finishedAt: at(3), attempts, cancel });
    expect(tell(deaf).at(-1)).toBe(
      'cancelled: The job counts as cancelled, but its code has not stopped yet',
    );
  });

  it('tells a cancel before the start', () => {
    const error = { code: 'CANCELLED' as const, message: 'Cancelled by mira' };
    const cancel = { by: 'mira', requestedAt: at(3), acknowledgedAt: at(3), stoppedAt: at(3) };
    expect(tell(job({ state: 'failed', error, finishedAt: at(3), cancel })).slice(1)).toEqual([
      'cancelled: Cancel requested by mira',
      'cancelled: Cancelled before it ran',
    ]);
  });
});

describe('a pricing', () => {
  const result = {
    price: 10.451123,
    standardError: 0.0017,
    confidence95: [10.4478, 10.4544],
    pathsPerSecond: 1e6,
    histogram: { edges: [0, 1, 2], counts: [3, 4] },
  };

  it('is read with as many digits as its error leaves meaning', () => {
    const pricing = readPricing(result);
    expect(pricing && priceWords(pricing)).toBe('10.4511 ± 0.0033');
  });

  it('is nothing else', () => {
    expect(readPricing({ ...result, histogram: { edges: [0], counts: [3] } })).toBeNull();
    expect(readPricing({ ...result, price: 'high' })).toBeNull();
    expect(readPricing(null)).toBeNull();
  });
});

describe('actions', () => {
  it('are those of the state and the role', () => {
    expect(allowedActions(job({ state: 'active' }), mayAs('viewer'))).toEqual({
      duplicate: false,
      cancel: false,
      retry: false,
      runNow: false,
      setPriority: false,
      remove: false,
    });
    expect(allowedActions(job({ state: 'delayed' }), mayAs('operator'))).toMatchObject({
      runNow: true,
      setPriority: true,
    });
    expect(allowedActions(job({ state: 'active' }), mayAs('admin'))).toMatchObject({
      cancel: true,
      remove: false,
    });
    expect(allowedActions(job({ state: 'failed' }), mayAs('operator'))).toMatchObject({
      retry: true,
      remove: false,
    });
  });

  it('are none in a panel that is read-only, nor before the server has said who asks', () => {
    for (const may of [mayAs('admin', true), mayCall(undefined)])
      for (const state of ['active', 'delayed', 'failed'] as const)
        expect(Object.values(allowedActions(job({ state }), may))).not.toContain(true);
  });
});

describe('the facts', () => {
  it('say limits and backoff as people do', () => {
    expect(limitWords(job({ timeoutMs: 30_000, softTimeoutMs: 20_000 }))).toBe(
      '20 s soft, 30 s hard',
    );
    expect(limitWords(job({ timeoutMs: 30_000 }))).toBe('30 s');
    const backoff = { type: 'exponential' as const, delayMs: 1_000, jitter: 0.25 };
    expect(backoffWords(job({ backoff }))).toBe('exponential from 1 s, 25 % random');
    expect(backoffWords(job({ backoff: { ...backoff, type: 'fixed', jitter: 0 } }))).toBe(
      'fixed 1 s',
    );
    expect(backoffWords(job({ backoff, maxAttempts: 1 }))).toBe('–');
  });

  it('count lost locks, and say that the job ran more often for them', () => {
    const lost = attempt(1, { outcome: 'lost' });
    const done = attempt(2, { outcome: 'completed', error: null });
    expect(lostWords([done])).toBeNull();
    expect(lostWords([lost])).toBe('a lock was lost');
    expect(lostWords([lost, done])).toBe('ran twice: a lock was lost');
    expect(lostWords([lost, lost, done])).toBe('ran 3 times: 2 locks were lost');
    expect(lostWords([attempt(1, {}), lost, done])).toBe(
      'a lock was lost: 1 run more than asked for',
    );
  });
});

describe('the log', () => {
  const line = (n: number, message: string) =>
    ({ n, time: at(n), level: 'info', attempt: 1, message }) as const;
  const lines = [line(1, 'Block 1 of 2'), line(2, 'block 2 of 2'), line(3, 'done')];

  it('is searched whatever the case, and marks what was found', () => {
    expect(matchingLines(lines, ' BLOCK ').map(({ n }) => n)).toEqual([1, 2]);
    expect(matchingLines(lines, ' ')).toBe(lines);
    expect(piecesOf('2 of 2', '2')).toEqual([
      { text: '2', found: true },
      { text: ' of ', found: false },
      { text: '2', found: true },
    ]);
    expect(piecesOf('a.b', '.')).toHaveLength(3);
  });
});
