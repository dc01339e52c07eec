import { describe, expect, it } from 'vitest';
import {
  actionPercent,
  actionTitle,
  refusalWords,
} from '../../web/src/components/actions/action-words.ts';
import { causeWords, placeWords } from '../../web/src/components/failures/failure-words.ts';

describe('an action on many jobs', () => {
  const action = {
    kind: 'retry',
    priority: null,
    state: 'running',
    total: 312,
    done: 130,
    refused: 10,
  } as const;

  it('is told in a line', () => {
    expect(actionTitle(action)).toBe('Retrying 312 jobs');
    expect(actionTitle({ ...action, total: null })).toBe('Retrying jobs');
    expect(
      actionTitle({ ...action, state: 'done', kind: 'set-priority', priority: 'high', done: 1 }),
    ).toBe('Moved 1 job to high priority');
    expect(actionTitle({ ...action, state: 'done', done: 0 })).toBe('Queued no job again');
    expect(actionTitle({ ...action, state: 'aborted' })).toBe('Stopped after 140 of 312 jobs');
    expect(actionTitle({ ...action, state: 'failed' })).toBe('Retrying broke off after 140 jobs');
    expect([actionPercent(action), actionPercent({ ...action, total: null })]).toEqual([44, null]);
  });

  it('groups the reasons of its refusals', () => {
    const refusals = [
      { id: 'a', why: 'it runs' },
      { id: 'b', why: 'it is gone' },
      { id: 'c', why: 'it runs' },
    ];
    expect(refusalWords({ refused: 5, refusals })).toEqual([
      '2 × it runs',
      '1 × it is gone',
      '2 more',
    ]);
  });
});

it('a group of failures is a sentence', () => {
  const now = new Date(2026, 10, 22, 15).getTime();
  const clock = (hour: number, minute: number) =>
    new Date(2026, 10, 22, hour, minute).toISOString();
  const group = {
    code: 'TASK_FAILED',
    message: 'ECONNREFUSED',
    task: 'notify',
    count: 312,
  } as const;
  const times = { firstAt: clock(14, 2), lastAt: clock(14, 32) };
  expect(causeWords(group)).toBe('ECONNREFUSED');
  expect(causeWords({ code: 'TIMEOUT', message: 'after <n> s' })).toBe('TIMEOUT: after … s');
  expect(placeWords({ ...group, ...times }, now)).toBe('in notify since 14:02, last at 14:32');
  expect(placeWords({ ...group, ...times, count: 1 }, now)).toBe('in notify at 14:02');
});
