import type { JobRow } from '@taskdeck/server/schemas/job';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../web/src/components/job/job.ts';
import { priceWords, readPricing } from '../../web/src/components/job/pricing.ts';
import { storyOf } from '../../web/src/components/job/story.ts';
import { timelineOf } from '../../web/src/components/job/timeline.ts';
import { allowedActions } from '../../web/src/components/job/use-job-actions.ts';
import {
  countOf,
  isNews,
  mergeNewestFirst,
  viewOf,
} from '../../web/src/components/jobs/list-view.ts';
import { detailOf, tookWords, waitedWords } from '../../web/src/components/jobs/row-words.ts';

const T0 = Date.parse('2026-11-22T14:18:00.000Z');
const at = (seconds: number): string => new Date(T0 + seconds * 1_000).toISOString();

const row = (more: Partial<JobRow> = {}): JobRow => ({
  id: 'a',
  task: 'sleep',
  queue: 'default',
  state: 'prioritized',
  priority: 'medium',
  progress: null,
  error: null,
  attemptsMade: 0,
  maxAttempts: 3,
  submittedAt: at(0),
  runAt: null,
  startedAt: null,
  finishedAt: null,
  worker: null,
  tags: [],
  logLines: 0,
  cancel: null,
  ...more,
});
const rows = (...ids: string[]) => ids.map((id) => row({ id }));

describe('the list', () => {
  it('counts prioritized jobs as waiting', () => {
    const totals = {
      waiting: 1,
      prioritized: 2,
      delayed: 3,
      'waiting-children': 0,
      active: 4,
      completed: 5,
      failed: 6,
    };
    expect(countOf('waiting', totals)).toBe(3);
    expect(countOf('all', totals)).toBe(21);
    expect([viewOf('prioritized'), viewOf('nonsense'), viewOf(undefined)]).toEqual([
      'waiting',
      'all',
      'all',
    ]);
  });

  it('merges two lists newest first and holds back what may have something before it', () => {
    const merged = mergeNewestFirst([
      { rows: rows('9', '7', '5'), hasMore: true },
      { rows: rows('8', '3', '1'), hasMore: false },
    ]);
    expect(merged.map((r) => r.id)).toEqual(['9', '8', '7', '5']);
    const nothingYet = [
      { rows: rows('9'), hasMore: false },
      { rows: [], hasMore: true },
    ];
    expect(mergeNewestFirst(nothingYet)).toEqual([]);
  });

  it('does not call news what is merely further down', () => {
    expect(isNews('4', rows('9', '5'), true)).toBe(false);
    expect(isNews('4', rows('9', '5'), false)).toBe(true);
    expect(isNews('7', rows('9', '5'), true)).toBe(true);
    expect(isNews('7', [], true)).toBe(true);
  });
});

describe('a row', () => {
  it('says what matters in its state', () => {
    const failed = { code: 'TASK_FAILED', message: 'first line\nsecond' } as const;
    expect(detailOf(row({ state: 'failed', error: failed }), T0)).toEqual({
      kind: 'error',
      text: 'first line',
    });
    expect(
      detailOf(row({ state: 'failed', error: { code: 'TIMEOUT', message: 'after 5 s' } }), T0),
    ).toEqual({ kind: 'error', text: 'TIMEOUT: after 5 s' });
    expect(
      detailOf(row({ state: 'failed', error: { code: 'CANCELLED', message: 'x' } }), T0),
    ).toEqual({ kind: 'text', text: 'cancelled' });
    expect(detailOf(row({ attemptsMade: 1 }), T0)).toEqual({
      kind: 'text',
      text: 'attempt 2 waits for a worker',
    });
    expect(detailOf(row({ state: 'active' }), T0)).toEqual({ kind: 'progress', message: null });
  });

  it('tells waiting and running, and nothing that it can not know', () => {
    const now = T0 + 60_000;
    expect(waitedWords(row(), now)).toBe('1 m 00 s');
    const running = row({ state: 'active', startedAt: at(2) });
    expect([waitedWords(running, now), tookWords(running, now)]).toEqual(['2.0 s', '58 s']);
    const second = row({ state: 'active', startedAt: at(20), attemptsMade: 1 });
    expect(waitedWords(second, now)).toBeNull();
    expect(tookWords(row(), now)).toBeNull();
    const done = row({ state: 'completed', startedAt: at(2), finishedAt: at(5), attemptsMade: 1 });
    expect([waitedWords(done, now), tookWords(done, now)]).toEqual(['2.0 s', '3.0 s']);
  });
});

const job = (more: Partial<Job>): Job => ({
  ...row(),
  progress: null,
  error: null,
  input: {},
  result: null,
  container: null,
  attempts: [],
  requestId: null,
  submittedBy: 'mira',
  timeoutMs: null,
  softTimeoutMs: null,
  backoff: null,
  ...more,
});
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

  it('tells a cancel before the start', () => {
    const error = { code: 'CANCELLED' as const, message: 'Cancelled by mira' };
    expect(tell(job({ state: 'failed', error, finishedAt: at(3) })).at(-1)).toBe(
      'cancelled: Cancelled before it ran again',
    );
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
    expect(allowedActions('active', 'viewer')).toEqual({
      duplicate: false,
      cancel: false,
      retry: false,
      remove: false,
    });
    expect(allowedActions('active', 'admin')).toMatchObject({ cancel: true, remove: false });
    expect(allowedActions('failed', 'operator')).toMatchObject({ retry: true, remove: false });
  });
});
