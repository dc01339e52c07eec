import type { ScheduleTiming } from '@taskdeck/server/schemas/schedule';
import {
  dueTimes,
  dueWithin,
  nextDue,
  timingFault,
  timingWords,
} from '@taskdeck/server/schedules/timing';
import { describe, expect, it } from 'vitest';

const cron = (cron: string, timeZone = 'Europe/Berlin'): ScheduleTiming => ({
  kind: 'cron',
  cron,
  timeZone,
});
const every = (everyMs: number): ScheduleTiming => ({ kind: 'every', everyMs });
/** The next due times after an instant, as ISO 8601 without milliseconds. */
const after = (timing: ScheduleTiming, instant: string, count: number) =>
  dueTimes(timing, Date.parse(instant), Date.parse(instant), count).map((ms) =>
    new Date(ms).toISOString().replace(':00.000Z', 'Z'),
  );

describe('due times of a cron', () => {
  it('are those of its time zone', () => {
    const weekdays = cron('0 9 * * 1-5');
    expect(after(weekdays, '2026-10-23T07:00:00Z', 2)).toEqual([
      '2026-10-26T08:00Z',
      '2026-10-27T08:00Z',
    ]);
    expect(after(cron('0 9 * * 1-5', 'Asia/Kolkata'), '2026-10-23T07:00:00Z', 1)).toEqual([
      '2026-10-26T03:30Z',
    ]);
  });

  it('may have a second in front', () => {
    expect(nextDue(cron('*/20 * * * * *'), 0, Date.UTC(2026, 0, 1, 0, 0, 20))).toBe(
      Date.UTC(2026, 0, 1, 0, 0, 40),
    );
  });

  // Berlin, 29 March 2026: 02:00 is followed by 03:00, at 01:00 UTC.
  it('that the clock skips in spring come when it goes on', () => {
    expect(after(cron('30 2 * * *'), '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-29T01:30Z',
      '2026-03-30T00:30Z',
    ]);
    expect(after(cron('*/30 * * * *'), '2026-03-29T00:15:00Z', 3)).toEqual([
      '2026-03-29T00:30Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:30Z',
    ]);
  });

  // Berlin, 25 October 2026: 03:00 is followed by 02:00, at 01:00 UTC.
  it('that the clock repeats in autumn come once when the hour is fixed, and go on when it is not', () => {
    expect(after(cron('30 2 * * *'), '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
    expect(after(cron('0 2,3 * * *'), '2026-10-24T12:00:00Z', 3)).toEqual([
      '2026-10-25T00:00Z',
      '2026-10-25T02:00Z',
      '2026-10-26T01:00Z',
    ]);
    expect(after(cron('*/30 * * * *'), '2026-10-25T00:15:00Z', 4)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-25T01:00Z',
      '2026-10-25T01:30Z',
      '2026-10-25T02:00Z',
    ]);
  });
});

describe('due times of an interval', () => {
  it('begin one interval after the anchor and keep their distance', () => {
    expect(dueTimes(every(5_000), 1_000, 1_000, 3)).toEqual([6_000, 11_000, 16_000]);
    expect(nextDue(every(5_000), 1_000, 6_000)).toBe(11_000);
    expect(nextDue(every(5_000), 1_000, 5_999)).toBe(6_000);
    expect(nextDue(every(5_000), 1_000, 0)).toBe(6_000);
  });
});

describe('counting due times', () => {
  it('counts from the first to before the end', () => {
    const seen = { count: 3, exact: true, first: 6_000, last: 16_000 };
    expect(dueWithin(every(5_000), 1_000, 6_000, 16_001)).toEqual(seen);
    expect(dueWithin(every(5_000), 1_000, 6_000, 21_000)).toEqual(seen);
    const first = Date.parse('2026-10-23T07:00:00Z');
    const until = Date.parse('2026-10-28T08:00:00Z');
    const last = Date.parse('2026-10-27T08:00:00Z');
    expect(dueWithin(cron('0 9 * * 1-5'), 0, first, until)).toEqual({
      count: 3,
      exact: true,
      first,
      last,
    });
  });

  it('stops at a thousand and says so, but knows the last', () => {
    const day = dueWithin(cron('* * * * * *'), 0, 1_000, 86_400_000);
    expect(day).toEqual({ count: 1_000, exact: false, first: 1_000, last: 86_399_000 });
    expect(dueWithin(every(1_000), 0, 1_000, 86_400_000).count).toBe(86_399);
  });
});

describe('a timing that can not be used', () => {
  it.each([
    ['* * * *', 'cron', /five fields/],
    ['@daily', 'cron', /five fields/],
    ['61 * * * *', 'cron', /^61 is not in 0-59$/],
    ['H 1 * * *', 'cron', /H/],
    ['0 0 30 2 *', 'cron', /No such date/],
    ['x * * * *', 'cron', /“x”/],
  ])('%s', (expression, field, why) => {
    const fault = timingFault(cron(expression));
    expect(fault).toEqual({ field, why: expect.stringMatching(why) });
  });

  it('is one of a zone that is not known', () => {
    expect(timingFault(cron('* * * * *', 'Europe/Berln'))?.field).toBe('timeZone');
  });

  it('is not one of a leap day, a name or a nth weekday', () => {
    const fine = ['0 0 29 2 *', '0 0 * JAN THU', '0 9 * * MON#2', '0 0 L * *'].map((of) =>
      cron(of),
    );
    expect([...fine, every(1_000)].map(timingFault)).toEqual([null, null, null, null, null]);
  });
});

describe('a timing in words', () => {
  it.each([
    [cron('0 9 * * 1-5'), 'At 09:00, Monday through Friday (Europe/Berlin)'],
    [cron('*/5 * * * *', 'UTC'), 'Every 5 minutes (UTC)'],
    [every(1_000), 'Every second'],
    [every(3_600_000), 'Every hour'],
    [every(5_400_000), 'Every 1 hour 30 minutes'],
  ])('%j', (timing, words) => {
    expect(timingWords(timing)).toBe(words);
  });
});
