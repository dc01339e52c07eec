import { describe, expect, it } from 'vitest';
import type { QueueView } from '../../web/src/api.ts';
import { flow } from '../../web/src/components/overview/answers.ts';
import { draftOf, readLimits } from '../../web/src/components/queues/limits-draft.ts';
import { alarmOf, pausedNames, pausedWords } from '../../web/src/components/queues/queue-words.ts';
import { railCounts } from '../../web/src/components/shell/rail-counts.ts';
import { ago, NOW, stats, worker } from './web-samples.ts';

const queue = (more: Partial<QueueView> = {}, waiting = 0): QueueView => ({
  queue: 'heavy',
  counts: { ...stats().totals, prioritized: waiting },
  oldestWaitingAt: waiting > 0 ? ago(5) : null,
  paused: null,
  globalConcurrency: null,
  rateLimit: null,
  rates: stats().rates,
  ...more,
});

describe('a queue', () => {
  it('that no worker serves is an alarm, the more so when jobs wait', () => {
    const other = worker({ queues: ['default'] });
    expect(alarmOf(queue(), [other])?.tone).toBe('risk');
    expect(alarmOf(queue({}, 2), [other])).toMatchObject({
      tone: 'fail',
      title: 'No worker serves this queue.',
      detail: expect.stringContaining('2 jobs wait'),
    });
    expect(alarmOf(queue({}, 2), [worker({ queues: ['heavy'], state: 'lost' })])?.tone).toBe(
      'fail',
    );
    expect(alarmOf(queue({}, 2), [worker({ queues: ['heavy'] })])).toBeNull();
  });

  it('whose workers are all paused says so; one that can’t be told, or is itself paused, is no alarm', () => {
    const paused = worker({ queues: ['heavy'], state: 'paused' });
    expect(alarmOf(queue({}, 1), [paused])?.title).toBe('Its workers take nothing new.');
    expect(alarmOf(queue({}, 1), undefined)).toBeNull();
    expect(alarmOf(queue({ paused: { by: null, since: null } }, 1), [])).toBeNull();
  });

  it('that is paused is named everywhere, with what is known of it', () => {
    const since = new Date(NOW).toISOString();
    expect(pausedWords({ since, by: 'mira' }, NOW)).toMatch(/^since \d\d:\d\d by mira$/);
    expect(pausedWords({ since: null, by: null }, NOW)).toBe('');
    const held = queue({ paused: { since, by: 'mira' } }, 3);
    expect(pausedNames([queue({ queue: 'default' }), held])).toBe('heavy');
    const now = stats({ queues: [held] }, { prioritized: 3 });
    const facts = { workers: undefined, containers: undefined, failures: undefined, now: NOW };
    expect(flow({ ...facts, stats: now })).toMatchObject({ figure: 'Paused', of: 'heavy' });
    const busy = stats({ queues: [held] }, { prioritized: 3, active: 1 });
    expect(flow({ ...facts, stats: busy }).detail).toContain('heavy paused');
    expect(railCounts({ stats: now })['/queues']).toMatchObject({
      words: '1 queue paused',
      alarm: { icon: 'paused' },
    });
  });
});

describe('the form of limits', () => {
  it('writes what is set and reads it back', () => {
    const limits = { globalConcurrency: 2, rateLimit: { max: 10, durationMs: 90_000 } };
    expect(draftOf(limits)).toEqual({ concurrency: '2', max: '10', every: '1 m 30 s' });
    expect(readLimits(draftOf(limits))).toEqual({ limits });
    const none = { globalConcurrency: null, rateLimit: null };
    expect(readLimits(draftOf(none))).toEqual({ limits: none });
  });

  it.each([
    [{ concurrency: '0' }, ['concurrency']],
    [{ concurrency: '1.5' }, ['concurrency']],
    [{ max: '5' }, ['every']],
    [{ every: '1 m' }, ['max']],
    [{ max: 'many', every: 'soon' }, ['every', 'max']],
    [{ max: '5', every: '10 ms' }, ['every']],
    [{ max: '5', every: '2 d' }, ['every']],
  ])('says what is wrong with %j', (typed, fields) => {
    const read = readLimits({ concurrency: '', max: '', every: '', ...typed });
    expect('faults' in read && Object.keys(read.faults).sort()).toEqual(fields);
  });
});
