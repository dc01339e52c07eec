import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job, JobRow } from '../../web/src/api.ts';
import { ConnectionStore, STALE_MS } from '../../web/src/connection.ts';
import {
  followPage,
  needsRefetch,
  patchJob,
  patchPage,
  rowMatches,
} from '../../web/src/live-jobs.ts';
import { jobRow } from './web-samples.ts';

const row = (id: string, more: Partial<JobRow> = {}): JobRow =>
  jobRow({ id, state: 'waiting', ...more });

const changes = (rows: JobRow[], removed: string[] = []) => ({
  rows: new Map(rows.map((item) => [item.id, item])),
  removed: new Set(removed),
});

describe('a cached list', () => {
  const page = { items: [row('c'), row('b'), row('a')], nextCursor: null };

  it('shows a changed row where it stands', () => {
    const patched = patchPage(page, changes([row('b', { state: 'active' })]), {});
    expect(patched.items.map(({ id, state }) => [id, state])).toEqual([
      ['c', 'waiting'],
      ['b', 'active'],
      ['a', 'waiting'],
    ]);
  });

  it('lets go of rows that are gone or match its filter no more', () => {
    const patched = patchPage(page, changes([row('b', { state: 'active' })], ['a']), {
      state: 'waiting',
    });
    expect(patched.items.map(({ id }) => id)).toEqual(['c']);
  });

  it('takes in no new rows, and is the same object when nothing in it changed', () => {
    expect(patchPage(page, changes([row('d')]), {})).toBe(page);
  });

  it('that follows along takes new matching rows in front, and stays short', () => {
    const rows = [row('d'), row('x', { state: 'active' }), row('e')];
    const followed = followPage(page, rows, { state: 'waiting' }, 4);
    expect(followed.items.map(({ id }) => id)).toEqual(['e', 'd', 'c', 'b']);
    expect(followPage(page, [row('a')], {}, 4)).toBe(page);
  });
});

it('a row matches by state, task, queue and part of its id or task', () => {
  const item = row('01a205b3-950c7f06', { task: 'monte-carlo', state: 'failed' });
  expect(rowMatches(item, {})).toBe(true);
  expect(rowMatches(item, { state: 'failed', task: 'monte-carlo', q: '950C7F' })).toBe(true);
  expect(rowMatches(item, { q: 'carlo ' })).toBe(true);
  expect(rowMatches(item, { state: 'active' })).toBe(false);
  expect(rowMatches(item, { task: 'sleep' })).toBe(false);
  expect(rowMatches(item, { queue: 'heavy' })).toBe(false);
  expect(rowMatches(item, { q: 'nothing' })).toBe(false);
  expect(rowMatches({ ...item, tags: ['eod'] }, { tag: 'eod' })).toBe(true);
  expect(rowMatches(item, { tag: 'eod' })).toBe(false);
  expect(rowMatches(item, { dead: true, fingerprint: 'a' })).toBe(true);
  expect(rowMatches({ ...item, state: 'prioritized' }, { fingerprint: 'a' })).toBe(false);
});

describe('a cached job', () => {
  const failure = { code: 'TASK_FAILED', message: 'a long message', stack: 'at x' } as const;
  const job: Job = {
    ...row('a', { state: 'active', startedAt: '2026-01-01T00:00:01.000Z', error: failure }),
    input: { steps: 3 },
    result: null,
    container: null,
    attempts: [],
    requestId: 'req-1',
    submittedBy: 'mira',
    timeoutMs: 1_000,
    softTimeoutMs: null,
    backoff: null,
    scheduleId: null,
    parent: null,
  };

  it('takes what its row says and keeps what a row does not carry', () => {
    const update = row('a', {
      state: 'active',
      startedAt: job.startedAt,
      progress: { current: 1, total: 2 },
      error: { code: 'TASK_FAILED', message: 'a long' },
    });
    const patched = patchJob(job, update);
    expect(patched.progress).toEqual({ current: 1, total: 2 });
    expect(patched.error).toEqual(failure);
    expect(patched.input).toEqual({ steps: 3 });
    expect(needsRefetch(job, update)).toBe(false);
  });

  it('is fetched again when its state or its attempts change', () => {
    expect(needsRefetch(job, row('a', { ...job, state: 'completed' }))).toBe(true);
    expect(needsRefetch(job, row('a', { ...job, attemptsMade: 1 }))).toBe(true);
  });
});

describe('the connection', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => vi.useRealTimers());

  it('is live with every event and stale without one', () => {
    const store = new ConnectionStore();
    expect(store.read().state).toBe('connecting');
    store.heard();
    expect(store.read().state).toBe('live');
    vi.advanceTimersByTime(STALE_MS - 1);
    store.heard();
    vi.advanceTimersByTime(STALE_MS - 1);
    expect(store.read().state).toBe('live');
    vi.advanceTimersByTime(1);
    expect(store.read()).toMatchObject({ state: 'stale', since: 1_000_000 + STALE_MS - 1 });
    store.heard();
    expect(store.read().state).toBe('live');
  });

  it('tells its readers only when something to be shown changed', () => {
    const store = new ConnectionStore();
    const told = vi.fn<() => void>();
    store.subscribe(told);
    store.heard();
    store.heard();
    store.redis('up');
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('is offline since the last event, and never called stale then', () => {
    const store = new ConnectionStore();
    store.heard();
    vi.advanceTimersByTime(2_000);
    store.broke();
    vi.advanceTimersByTime(STALE_MS);
    expect(store.read()).toMatchObject({ state: 'offline', since: 1_000_000 });
  });

  it('remembers when Redis went, until it is back', () => {
    const store = new ConnectionStore();
    store.redis('down');
    vi.advanceTimersByTime(2_000);
    store.redis('down');
    expect(store.read().redisDownSince).toBe(1_000_000);
    store.redis('up');
    expect(store.read().redisDownSince).toBeNull();
  });

  it('notices that the server runs another version than at first', () => {
    const store = new ConnectionStore();
    store.server('0.1.0');
    store.server('0.1.0');
    expect(store.read().updated).toBe(false);
    store.server('0.2.0');
    expect(store.read().updated).toBe(true);
  });
});
