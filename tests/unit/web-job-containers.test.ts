import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../web/src/api.ts';
import {
  containerEnds,
  containerEndWords,
  lostBecause,
} from '../../web/src/components/job/container-end.ts';
import {
  containersOf,
  isWorthALane,
  stretches,
  toldEvents,
} from '../../web/src/components/job/container-lanes.ts';
import { containerStory } from '../../web/src/components/job/container-story.ts';
import type { JobAttempt } from '../../web/src/components/job/job.ts';
import { ago, job, NOW } from './web-samples.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

const attempt = (number: number, more: Partial<JobAttempt> = {}): JobAttempt => ({
  number,
  startedAt: ago(100),
  endedAt: ago(50),
  outcome: 'lost',
  error: null,
  containerEnd: null,
  worker: 'w',
  host: 'h',
  containerId: A,
  container: { id: A, name: 'shop-worker-2', service: 'worker' },
  ...more,
});

let count = 0;
const event = (
  kind: TimelineEvent['kind'],
  seconds: number,
  more: Partial<TimelineEvent> = {},
) => ({
  id: `${(count += 1)}-0`,
  at: ago(seconds),
  kind,
  container: { id: A, host: null, name: 'shop-worker-2', service: 'worker', replica: 2 },
  network: null,
  exitCode: null,
  jobs: [],
  found: 'event' as const,
  until: null,
  reason: null,
  ...more,
});

describe('the end of a container under a job', () => {
  it('is one, though kernel, Docker and server tell of it', () => {
    const told = { containerEnd: { at: ago(51), kind: 'oom' as const, exitCode: 137 } };
    const events = [event('died', 50.5, { exitCode: 137 }), event('oom', 51)];
    const ends = containerEnds(job({ attempts: [{ ...attempt(1), ...told }] }), events);
    expect(ends.map(containerEndWords)).toEqual([
      'worker-2 was out of memory, exit 137; attempt 1 ended with it',
    ]);
    expect(lostBecause({ ...attempt(1), ...told })).toBe(
      'its container was out of memory, exit 137',
    );
    expect(lostBecause({ containerEnd: null })).toBeNull();
  });

  it('is of the attempts that ran then and did not get through it', () => {
    const attempts = [
      attempt(1, { startedAt: ago(300), endedAt: ago(200), outcome: 'failed' }),
      attempt(2),
      attempt(3, { startedAt: ago(40), endedAt: ago(10), outcome: 'completed', containerId: B }),
    ];
    const [end, ...others] = containerEnds(job({ attempts }), [event('died', 51, { exitCode: 1 })]);
    expect(others).toEqual([]);
    expect(end?.attempts).toEqual([2]);
  });

  it('is not told where the job went on, unless it was for memory', () => {
    const attempts = [attempt(1, { outcome: 'completed' })];
    expect(containerEnds(job({ attempts }), [event('died', 60, { exitCode: 0 })])).toEqual([]);
    const ends = containerEnds(job({ attempts }), [event('oom', 60)]);
    expect(ends.map(containerEndWords)).toEqual(['worker-2 was out of memory']);
  });

  it('is told each time, when it happens again', () => {
    const attempts = [attempt(1), attempt(2, { startedAt: ago(40), endedAt: ago(20) })];
    const ends = containerEnds(job({ attempts }), [event('oom', 21), event('oom', 51)]);
    expect(ends.map((end) => end.attempts)).toEqual([[1], [2]]);
  });
});

describe('lanes of containers', () => {
  it('are those of the last attempts, each once', () => {
    const ids = [A, B, null, A].map((containerId, i) => attempt(i + 1, { containerId }));
    expect(containersOf(job({ attempts: ids }))).toEqual([B, A]);
    expect(containersOf(job())).toEqual([]);
  });

  it('show what says whether a job could run, in the time of the job', () => {
    const events = [
      event('healthy', 20),
      event('started', 30),
      event('died', 31),
      event('created', 32),
      event('started', 500),
    ];
    const told = toldEvents(events, A, [NOW - 100_000, NOW]);
    expect(told.map(({ kind }) => kind)).toEqual(['started', 'healthy']);
    expect(toldEvents(events, B, [NOW - 100_000, NOW])).toEqual([]);
  });

  it('are left out where they would say nothing', () => {
    const lane = { id: A, place: 'worker-2', events: [], memory: [], limitBytes: null };
    expect(isWorthALane(lane, [])).toBe(false);
    expect(isWorthALane({ ...lane, events: [event('healthy', 1)] }, [])).toBe(true);
  });

  it('draw no memory over a gap, nor over an end', () => {
    const points = [0, 10, 20, 90, 100, 110].map((at) => ({ at, bytes: 1 }));
    const lengths = (cuts: number[]) => stretches(points, 30, cuts).map(({ length }) => length);
    expect(lengths([])).toEqual([3, 3]);
    expect(lengths([15])).toEqual([2, 1, 3]);
    expect(stretches([], 30, [])).toEqual([]);
  });

  it('are told in the story, oldest first, with gaps', () => {
    const attempts = [attempt(1)];
    const gap = event('gap', 80, { container: null, until: ago(70), reason: 'restarted' });
    const ends = containerEnds(job({ attempts }), [event('oom', 51)]);
    const lane = {
      id: A,
      place: 'worker-2',
      events: [event('started', 45)],
      memory: [],
      limitBytes: null,
    };
    const story = containerStory({ lanes: [lane], ends, gaps: [gap] }, NOW - 100_000);
    expect(story.map(({ mark, text }) => [mark, text])).toEqual([
      ['unknown', 'Nobody watched for 10 s: restarted'],
      ['killed', 'worker-2 was out of memory; attempt 1 ended with it'],
      ['container', 'worker-2 started'],
    ]);
  });
});
