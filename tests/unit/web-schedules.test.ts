import { describe, expect, it } from 'vitest';
import {
  choiceFields,
  choicesOf,
  readChoices,
  shownChoices,
} from '../../web/src/components/schedules/choice-fields.ts';
import {
  formatDue,
  formatUntil,
  isMissedNews,
  lateWords,
  missedWords,
} from '../../web/src/components/schedules/schedule-words.ts';
import type { Schedule } from '../../web/src/components/schedules/schedule.ts';
import { withRow } from '../../web/src/components/schedules/with-row.ts';

const JOB = '01a205aa-8db4-7523-8382-4627e56a2cf7';
const NOW = Date.parse('2026-11-23T09:00:30Z');
const run = (more: object = {}) => ({
  jobId: JOB,
  dueAt: '2026-11-23T09:00:00.000Z',
  queuedAt: '2026-11-23T09:00:00.010Z',
  state: 'prioritized' as const,
  error: null,
  startedAt: null,
  finishedAt: null,
  ...more,
});
const schedule = (more: Partial<Schedule> = {}): Schedule => ({
  id: JOB,
  name: 'Nightly',
  task: 'sleep',
  timing: { kind: 'cron', cron: '0 10 * * *', timeZone: 'Europe/Berlin' },
  words: 'At 10:00 (Europe/Berlin)',
  whenMissed: 'skip',
  overlap: 'skip',
  paused: false,
  nextRuns: ['2026-11-24T09:00:00.000Z'],
  lastRun: null,
  lateMs: null,
  missedTotal: 0,
  missed: null,
  error: null,
  revision: 1,
  createdBy: 'admin',
  createdAt: '2026-11-01T09:00:00.000Z',
  updatedBy: 'admin',
  updatedAt: '2026-11-01T09:00:00.000Z',
  ...more,
});
const missed = (more: object = {}) => ({
  count: 3,
  exact: true,
  firstDueAt: '2026-11-23T08:00:00.000Z',
  lastDueAt: '2026-11-23T08:10:00.000Z',
  why: 'down' as const,
  ...more,
});

describe('due times', () => {
  it('are written in the zone they are due in, seconds only where there are any', () => {
    expect(formatDue('2026-11-23T08:00:00Z', 'Europe/Berlin')).toMatch(/^Mon,? 23 Nov,? 09:00$/);
    expect(formatDue('2026-11-23T08:00:05Z', 'Europe/Berlin')).toMatch(/09:00:05$/);
  });

  it('come nearer in whole seconds', () => {
    expect(formatUntil('2026-11-23T09:00:32.500Z', NOW)).toBe('in 3 s');
    expect(formatUntil('2026-11-23T10:00:30Z', NOW)).toBe('in 1 h 00 m');
    expect(formatUntil('2026-11-23T09:00:30Z', NOW)).toBe('now');
  });
});

describe('what is late', () => {
  it('is a job that nobody started, and a due time that nobody served', () => {
    expect(lateWords(schedule({ lastRun: run() }), NOW)).toMatch(/^Late by 30 s: its job waits/);
    const overdue = schedule({ nextRuns: ['2026-11-23T09:00:00.000Z'] });
    expect(lateWords(overdue, NOW)).toMatch(/^Late by 30 s: no server/);
  });

  it.each([
    ['nothing', schedule()],
    ['a job that started', schedule({ lastRun: run({ startedAt: '2026-11-23T09:00:29Z' }) })],
    ['one that was cancelled before', schedule({ lastRun: run({ state: 'failed' }) })],
    ['one that is gone', schedule({ lastRun: run({ state: null }) })],
    ['one that was run by hand', schedule({ lastRun: run({ dueAt: null }) })],
    ['a few seconds', schedule({ lastRun: run({ dueAt: '2026-11-23T09:00:26Z' }) })],
  ])('is not %s', (_, seen) => {
    expect(lateWords(seen, NOW)).toBeNull();
  });
});

describe('missed runs', () => {
  it('are counted, with when and why', () => {
    expect(missedWords(missed(), 'UTC')).toMatch(
      /^3 runs missed, Mon,? 23 Nov,? 08:00 to 08:10: no server could queue them in time\.$/,
    );
    const one = missed({ count: 1, lastDueAt: missed().firstDueAt, why: 'running' });
    expect(missedWords(one, 'UTC')).toMatch(/^1 run missed, .*08:00: the job before had not ended/);
    expect(missedWords(missed({ exact: false, count: 1_000 }), 'UTC')).toMatch(
      /^at least 1,000 runs/,
    );
  });

  it('are news until a run comes after them', () => {
    expect(isMissedNews(schedule({ missed: missed() }))).toBe(true);
    expect(isMissedNews(schedule({ missed: missed(), lastRun: run() }))).toBe(false);
  });
});

describe('the job of the last run', () => {
  const active = { state: 'active', error: null, startedAt: null, finishedAt: null } as const;
  const heard = new Map([[JOB, { row: active, at: NOW }]]);

  it('is as the last event said', () => {
    expect(withRow(schedule({ lastRun: run() }), heard, NOW).lastRun?.state).toBe('active');
  });

  it('is as a list says that came long after', () => {
    const listed = schedule({ lastRun: run({ state: 'completed' }) });
    expect(withRow(listed, heard, NOW + 10_000)).toBe(listed);
    expect(withRow(schedule(), heard, NOW).lastRun).toBeNull();
  });
});

describe('the choices of a schedule', () => {
  const fields = choiceFields('Europe/Berlin');
  const draft = { ...choicesOf(fields, null), name: ' Nightly ' };

  it('begin with a cron of weekdays in the zone of the browser', () => {
    expect(readChoices(fields, draft)).toEqual({
      choices: { name: 'Nightly', whenMissed: 'skip', overlap: 'skip' },
      timing: { kind: 'cron', cron: '0 9 * * 1-5', timeZone: 'Europe/Berlin' },
      faults: {},
    });
  });

  it('are read back from a schedule', () => {
    const detail = {
      ...schedule({
        timing: { kind: 'every', everyMs: 90_000 },
        whenMissed: 'run-once',
        overlap: 'allow',
      }),
      input: null,
    };
    const read = readChoices(fields, choicesOf(fields, detail));
    expect(read.timing).toEqual({ kind: 'every', everyMs: 90_000 });
    expect(read.choices).toEqual({ name: 'Nightly', whenMissed: 'run-once', overlap: 'allow' });
  });

  it.each([
    [{ name: '' }, { name: 'Required' }],
    [{ name: 'x'.repeat(101) }, { name: 'Must have at most 100 characters' }],
    [{ 'timing.cron': ' ' }, { 'timing.cron': 'Required' }],
    [
      { 'timing.kind': '"every"', 'timing.everyMs': '900 ms' },
      { 'timing.everyMs': 'Must be at least 1 s' },
    ],
    [
      { 'timing.kind': '"every"', 'timing.everyMs': '400 d' },
      { 'timing.everyMs': 'Must be at most 366 d' },
    ],
  ])('say what is wrong with %j', (typed, faults) => {
    expect(readChoices(fields, { ...draft, ...typed }).faults).toEqual(faults);
  });

  it('show an interval, or a cron and its zone', () => {
    const names = (kind: string) =>
      shownChoices(fields, { 'timing.kind': kind }).map(({ name }) => name);
    expect(names('"every"')).not.toContain('timing.cron');
    expect(names('"cron"')).toContain('timing.timeZone');
    expect(names('"cron"')).not.toContain('timing.everyMs');
  });
});
