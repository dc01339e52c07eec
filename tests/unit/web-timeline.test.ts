import type { Job } from '@taskdeck/server/schemas/job';
import { describe, expect, it } from 'vitest';
import { cancelWords } from '../../web/src/components/job/story.ts';
import { timelineOf, waitedMs, type CancelMarks } from '../../web/src/components/job/timeline.ts';

const T0 = Date.parse('2026-11-22T14:18:00.000Z');
const at = (seconds: number): string => new Date(T0 + seconds * 1_000).toISOString();

type Attempt = Job['attempts'][number];
const attempt = (
  number: number,
  start: number,
  end: number | null,
  outcome: Attempt['outcome'],
): Attempt => ({
  number,
  startedAt: at(start),
  endedAt: end === null ? null : at(end),
  outcome,
  error: null,
  worker: 'w',
  host: 'worker-1',
  containerId: null,
  container: null,
  containerEnd: null,
});

const never: CancelMarks = {
  by: '',
  requested: 0,
  acknowledged: null,
  stopped: null,
  isDue: false,
};

const spansOf = (job: Partial<Parameters<typeof timelineOf>[0]>, now = 100): string[] =>
  timelineOf(
    {
      submittedAt: at(0),
      runAt: null,
      finishedAt: null,
      state: 'active',
      attempts: [],
      maxAttempts: 3,
      cancel: null,
      error: null,
      ...job,
    },
    T0 + now * 1_000,
  ).spans.map((span) => `${span.kind} ${(span.from - T0) / 1_000}-${(span.to - T0) / 1_000}`);

describe('the timeline of a job', () => {
  it('waits until now before it starts', () => {
    expect(spansOf({ state: 'prioritized' })).toEqual(['waiting 0-100']);
  });

  it('is delayed until it is due, beyond now', () => {
    expect(spansOf({ state: 'delayed', runAt: at(160) })).toEqual(['delayed 0-160']);
  });

  it('waits after the delay until a worker takes it', () => {
    expect(spansOf({ runAt: at(10), attempts: [attempt(1, 12, null, null)] })).toEqual([
      'delayed 0-10',
      'waiting 10-12',
      'attempt 12-100',
    ]);
  });

  it('backs off between attempts that fail', () => {
    const attempts = [attempt(1, 1, 5, 'failed'), attempt(2, 8, 9, 'completed')];
    expect(spansOf({ state: 'completed', finishedAt: at(9), attempts })).toEqual([
      'waiting 0-1',
      'attempt 1-5',
      'backoff 5-8',
      'attempt 8-9',
    ]);
  });

  it('backs off until it is due', () => {
    const attempts = [attempt(1, 1, 5, 'failed')];
    expect(spansOf({ state: 'delayed', runAt: at(105), attempts })).toEqual([
      'waiting 0-1',
      'attempt 1-5',
      'backoff 5-105',
    ]);
  });

  it('backs off, then waits, when it is due and no worker is free', () => {
    const attempts = [attempt(1, 1, 5, 'failed')];
    expect(spansOf({ state: 'prioritized', runAt: at(8), attempts })).toEqual([
      'waiting 0-1',
      'attempt 1-5',
      'backoff 5-8',
      'waiting 8-100',
    ]);
  });

  it('waits again after its worker was lost, even where the end is not known', () => {
    const attempts = [attempt(1, 1, null, 'lost'), attempt(2, 30, null, null)];
    expect(spansOf({ attempts })).toEqual(['waiting 0-1', 'attempt 1-30', 'attempt 30-100']);
  });

  it('does not call it backoff when an ended job was queued again', () => {
    const last = attempt(3, 6, 7, null);
    const failures = [attempt(1, 0, 1, 'failed'), attempt(2, 2, 3, 'failed'), last];
    expect(spansOf({ maxAttempts: 2, attempts: failures })).toContain('ended 3-6');
    const cancelled = {
      ...attempt(1, 0, 1, 'failed'),
      error: { code: 'CANCELLED' as const, message: '' },
    };
    expect(spansOf({ attempts: [cancelled, last] })).toContain('ended 1-6');
  });

  it('never runs backwards where clocks differ', () => {
    const attempts = [attempt(1, -3, -1, 'completed')];
    expect(spansOf({ state: 'completed', finishedAt: at(-1), attempts })).toEqual(['attempt 0-0']);
  });

  it('adds up the waiting', () => {
    const job = {
      submittedAt: at(0),
      runAt: null,
      finishedAt: at(9),
      state: 'completed' as const,
      maxAttempts: 3,
      cancel: null,
      error: null,
    };
    const attempts = [attempt(1, 2, 5, 'lost'), attempt(2, 8, 9, 'completed')];
    expect(waitedMs(timelineOf({ ...job, attempts }, T0))).toBe(5_000);
  });

  it('has the three marks of a cancel, in their order whatever the clocks say', () => {
    const job = {
      submittedAt: at(0),
      runAt: null,
      finishedAt: null,
      state: 'active' as const,
      maxAttempts: 1,
      error: null,
      attempts: [attempt(1, 1, null, null)],
    };
    const cancel = { by: 'mira', requestedAt: at(5), acknowledgedAt: at(4), stoppedAt: null };
    const timeline = timelineOf({ ...job, cancel }, T0 + 6_000);
    expect(timeline.cancel).toEqual({
      by: 'mira',
      requested: T0 + 5_000,
      acknowledged: T0 + 5_000,
      stopped: null,
      isDue: true,
    });
    expect(
      cancelWords(
        timelineOf({ ...job, cancel: { ...cancel, stoppedAt: at(7) } }, T0).cancel ?? never,
      ),
    ).toMatch(/^cancel requested .+ by mira · acknowledged \+0 ms · stopped \+2.0 s$/);
    const late = { ...job, state: 'completed' as const, finishedAt: at(6) };
    expect(timelineOf({ ...late, cancel }, T0).cancel?.isDue).toBe(false);
    const error = { code: 'CANCELLED' as const, message: '' };
    const deaf = { ...late, state: 'failed' as const, error, cancel };
    expect(timelineOf(deaf, T0).cancel?.isDue).toBe(true);
  });
});
