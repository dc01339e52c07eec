import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../web/src/api.ts';
import { isNarrowed, noneWords } from '../../web/src/components/jobs/list-filter.ts';
import {
  countOf,
  isNews,
  mergeNewestFirst,
  viewOf,
} from '../../web/src/components/jobs/list-view.ts';
import { detailOf, tookWords, waitedWords } from '../../web/src/components/jobs/row-words.ts';
import { jobRow } from './web-samples.ts';

const T0 = Date.parse('2026-11-22T14:18:00.000Z');
const at = (seconds: number): string => new Date(T0 + seconds * 1_000).toISOString();

const row = (more: Partial<JobRow> = {}): JobRow => jobRow({ submittedAt: at(0), ...more });
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

describe('a filter', () => {
  it('says that nothing matches it', () => {
    const rest = { task: undefined, q: undefined, tag: undefined, fingerprint: undefined };
    const all = { view: 'all', ...rest } as const;
    expect([isNarrowed(all), noneWords(all)]).toEqual([false, 'No job']);
    const narrow = { ...all, view: 'failed', task: 'notify', tag: 'eod' } as const;
    expect([isNarrowed(narrow), noneWords(narrow)]).toEqual([
      true,
      'No failed job of notify tagged eod',
    ]);
    expect(noneWords({ ...all, q: '3f', fingerprint: 'f1' })).toBe(
      'No job with “3f” in its id or task of this group of failures',
    );
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
    const cancel = { by: 'mira', requestedAt: at(3), acknowledgedAt: at(3), stoppedAt: at(4.4) };
    const error = { code: 'CANCELLED', message: 'x' } as const;
    expect(detailOf(row({ state: 'failed', error, cancel }), T0)).toEqual({
      kind: 'text',
      text: 'cancelled by mira, stopped in 1.4 s',
    });
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
