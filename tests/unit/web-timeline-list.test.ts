import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../web/src/api.ts';
import { byDay } from '../../web/src/components/timeline/by-day.ts';
import {
  eventMark,
  eventPlace,
  eventWords,
} from '../../web/src/components/timeline/event-words.ts';
import { foldEvents } from '../../web/src/components/timeline/fold-events.ts';
import {
  filterOf,
  isNarrowed,
  readTimelineSearch,
} from '../../web/src/components/timeline/timeline-search.ts';
import { eventMatches, followTimeline } from '../../web/src/live-timeline.ts';
import { ago, NOW } from './web-samples.ts';

const ID = 'ab'.repeat(32);
const place = { id: ID, host: null, name: 'shop-worker-2', service: 'worker', replica: 2 };

function event(more: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    id: '1-0',
    at: ago(60),
    kind: 'started',
    container: place,
    network: null,
    exitCode: null,
    jobs: [],
    found: 'event',
    until: null,
    reason: null,
    ...more,
  };
}
const gap = event({
  kind: 'gap',
  container: null,
  at: ago(4_800),
  until: ago(600),
  reason: 'Docker did not answer',
});

describe('an event in words', () => {
  it.each<[string, Partial<TimelineEvent>]>([
    ['worker-2 started', {}],
    ['worker-2 became unhealthy', { kind: 'unhealthy' }],
    ['worker-2 was out of memory: the kernel killed a process in it', { kind: 'oom' }],
    ['worker-2 ended with exit 137: killed', { kind: 'died', exitCode: 137 }],
    ['worker-2 ended with exit 143: asked to stop', { kind: 'died', exitCode: 143 }],
    ['worker-2 ended with exit 0', { kind: 'died', exitCode: 0 }],
    ['worker-2 ended with exit 3', { kind: 'died', exitCode: 3 }],
    ["worker-2 ended, can't tell how", { kind: 'died' }],
    ['worker-2 joined the network backend', { kind: 'connected', network: 'shop_backend' }],
    ['worker-2 left the network bridge', { kind: 'disconnected', network: 'bridge' }],
    ['Watching began: nothing earlier is known', { kind: 'watching', container: null }],
  ])('%s', (words, more) => {
    const told = event(more);
    const said = [eventPlace(told, 'shop'), eventWords(told, 'shop')];
    expect(said.filter(Boolean).join(' ')).toBe(words);
  });

  it('says how long nobody watched, and why', () => {
    expect(eventWords(gap)).toBe('Nobody watched for 1 h 10 m: Docker did not answer');
    expect(eventWords({ ...gap, until: null, reason: null })).toBe('Nobody watched');
  });

  it('names the host where there are several, and the whole name where there are many projects', () => {
    expect(eventPlace(event({ container: { ...place, host: 'b' } }), 'shop')).toBe('worker-2 on b');
    expect(eventPlace(event(), null)).toBe('shop-worker-2');
    expect(eventPlace(gap, 'shop')).toBeNull();
  });

  it('is loud only where something broke', () => {
    const tone = (more: Partial<TimelineEvent>) => eventMark(event(more)).tone;
    expect(tone({ kind: 'died', exitCode: 1 })).toBe('c-fail');
    expect(tone({ kind: 'oom' })).toBe('c-fail');
    for (const exitCode of [0, 130, 143, null])
      expect(tone({ kind: 'died', exitCode })).toBe('c-wait');
    expect(tone({ kind: 'healthy' })).toBe('c-done');
  });
});

describe('a list of events', () => {
  it('takes what is of its container, service and time, and every gap that reaches into it', () => {
    expect(eventMatches(event(), { container: ID, service: 'worker' })).toBe(true);
    expect(eventMatches(event(), { container: 'cd'.repeat(32) })).toBe(false);
    expect(eventMatches(event(), { service: 'redis' })).toBe(false);
    expect(eventMatches(event(), { from: ago(30) })).toBe(false);
    expect(eventMatches(event(), { to: ago(90) })).toBe(false);
    expect(eventMatches(event(), { from: ago(60), to: ago(60) })).toBe(true);
    expect(eventMatches(gap, { service: 'redis', from: ago(700) })).toBe(true);
    expect(eventMatches(gap, { from: ago(500) })).toBe(false);
  });

  it('that is short follows along: newest in front, each once, bounded, and the same when nothing is for it', () => {
    const page = { items: [event({ id: '2-0' }), event({ id: '1-0' })], nextCursor: null };
    const news = [
      event({ id: '2-0' }),
      event({ id: '3-0' }),
      event({ id: '4-0', container: null }),
    ];
    const followed = followTimeline(page, news, {}, 3);
    expect(followed.items.map(({ id }) => id)).toEqual(['4-0', '3-0', '2-0']);
    expect(followTimeline(page, news.slice(1, 2), { service: 'redis' }, 3)).toBe(page);
  });

  it('folds the networks of a start and of an end into it, not those that somebody changed', () => {
    const other = { ...place, id: 'cd'.repeat(32) };
    const net = (kind: 'connected' | 'disconnected', seconds: number, network: string) =>
      event({ kind, at: ago(seconds), network });
    const folded = foldEvents([
      net('disconnected', 9, 'b'),
      event({ kind: 'died', at: ago(20.1) }),
      net('disconnected', 20, 'a'),
      event({ at: ago(60) }),
      event({ kind: 'started', at: ago(60), container: other }),
      net('connected', 60.2, 'b'),
      net('connected', 60.3, 'a'),
      net('connected', 70, 'c'),
    ]);
    expect(folded.map(({ event: { kind }, networks }) => [kind, ...networks])).toEqual([
      ['disconnected'],
      ['died'],
      ['started', 'a', 'b'],
      ['started'],
      ['connected'],
    ]);
  });

  it('is told by day; a gap is of the day on which it ended', () => {
    const day = 86_400;
    const days = byDay(
      foldEvents([event(), gap, event({ at: ago(day) }), event({ at: ago(3 * day) })]),
      NOW,
    );
    expect(days.map(({ day, events }) => [day, events.length])).toEqual([
      ['Today', 2],
      ['Yesterday', 1],
      [expect.stringMatching(/^Mon,? 29 Dec$/), 1],
    ]);
  });
});

describe('the address of the timeline', () => {
  it('is read with care: what makes no sense is left out', () => {
    expect(
      readTimelineSearch({
        service: 7,
        container: '../x',
        since: 'ever',
        from: 'yesterday',
        to: '2026-01-01T12:00:00+02:00',
      }),
    ).toEqual({ service: '7', to: '2026-01-01T10:00:00.000Z' });
    expect(isNarrowed(readTimelineSearch({ since: 'ever' }))).toBe(false);
    expect(readTimelineSearch({ container: ID, since: '24h' })).toEqual({
      container: ID,
      since: '24h',
    });
  });

  it('turns a span into the time that it began', () => {
    expect(filterOf({ since: '1h', service: 'redis' }, NOW)).toEqual({
      service: 'redis',
      from: ago(3_600),
    });
    expect(filterOf({ since: '1h', from: ago(9) }, NOW)).toEqual({ from: ago(9) });
  });
});
