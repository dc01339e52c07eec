import { readHeartbeats } from '@taskdeck/server/redis/heartbeats';
import { makeLease } from '@taskdeck/server/redis/lease';
import { makeTimelineMemory } from '@taskdeck/server/redis/timeline-memory';
import { makeTimelineStore } from '@taskdeck/server/redis/timeline-store';
import type { ContainerView } from '@taskdeck/server/schemas/container';
import type { TimelineEvent } from '@taskdeck/server/schemas/timeline';
import { TimelineWatcher } from '@taskdeck/server/timeline/timeline-watcher';
import { type Keys, makeKeys } from '@taskdeck/tasks';
import { Redis } from 'ioredis';
import { afterEach, beforeEach } from 'vitest';
import { fakeContainer, FakeDockerEngine } from '../fakes/docker-engine.ts';
import { FakeEventStream } from '../fakes/event-stream.ts';
import { waitFor } from './wait-for.ts';
import { withRedis } from './with-redis.ts';

/** When each test begins, by its own clock. */
export const T0 = Date.parse('2026-11-22T12:00:00.000Z');
/** Of the container that is there when a test begins. */
export const ID = 'a'.repeat(64);
export const iso = (ms: number): string => new Date(ms).toISOString();
/** A running container that started a minute before the test. */
export const container = (some: Partial<ContainerView> = {}): ContainerView =>
  fakeContainer({ id: ID, startedAt: iso(T0 - 60_000), ...some });
/** What happened, in a few words each. */
export const words = (events: readonly TimelineEvent[]): string[] =>
  events.map(({ kind, found }) => (found === 'event' ? kind : `${kind} (${found})`));

/** What a server does for the timeline: it beats, and takes samples. */
export interface Replica {
  beat(): Promise<void>;
  /** Time passes, and a sample is taken. */
  sample(afterMs?: number): Promise<void>;
  release(): Promise<void>;
  stop(): Promise<void>;
}

/** Servers that watch one fake Docker over a real Redis; each test has its own keys. The clock moves when the test says so. */
export class TimelineBench {
  readonly #watchers: TimelineWatcher[] = [];
  readonly redis: Redis;
  readonly keys: Keys;
  readonly stream = new FakeEventStream();
  readonly docker = new FakeDockerEngine([container()], () => this.ms);
  ms = T0;

  constructor(redisUrl: string, prefix: string) {
    this.redis = new Redis(redisUrl);
    this.keys = makeKeys(prefix);
    this.docker.eventStream = this.stream.read;
  }

  /** Everything noted so far, oldest first. */
  async all(): Promise<TimelineEvent[]> {
    const { entries: events } = await makeTimelineStore(this.redis, this.keys).backwards(
      null,
      1_000,
    );
    return events.toReversed();
  }

  replica(name: string): Replica {
    const lease = makeLease(this.redis, this.keys.samplerLease, name);
    const watcher = new TimelineWatcher({
      docker: this.docker,
      memory: makeTimelineMemory(this.redis, this.keys, name),
      workers: () => readHeartbeats(this.redis, this.keys),
      log: { debug: () => undefined },
      now: () => this.ms,
    });
    this.#watchers.push(watcher);
    return {
      beat: async () => {
        watcher.hold(await lease.hold());
        // By the test's clock no time passes until it says so: the lease does not run out meanwhile.
        await this.redis.persist(this.keys.samplerLease);
      },
      sample: async (afterMs = 0) => {
        this.ms += afterMs;
        await watcher.compare(await this.docker.snapshot());
      },
      release: async () => {
        await lease.release();
      },
      stop: () => watcher.stop(),
    };
  }

  /** A replica that has the lease and reads Docker's events; the first one has noted its first look. */
  async watching(name: string): Promise<Replica> {
    const one = this.replica(name);
    const before = this.stream.asked.length;
    const beat = async () => {
      await one.beat();
      await one.sample();
      return this.stream.asked.length > before;
    };
    await waitFor(beat, { what: 'the stream of events' });
    return one;
  }

  async close(): Promise<void> {
    await Promise.all(this.#watchers.map((watcher) => watcher.stop()));
    this.redis.disconnect();
  }
}

/** A new bench for each test of the file or `describe` that calls this. */
export function withTimeline(): { readonly bench: TimelineBench } {
  const started = withRedis();
  let bench: TimelineBench;
  let count = 0;
  beforeEach(() => {
    count += 1;
    bench = new TimelineBench(started.redis.url, `timeline-${count}`);
  });
  afterEach(() => bench.close());
  return {
    get bench() {
      return bench;
    },
  };
}
