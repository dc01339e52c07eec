import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { TimelineEvent } from '../schemas/timeline.ts';
import { makeScript } from './script.ts';
import { entryOf, readBackwards, type Stretch } from './stream-entries.ts';

/** About how many events are kept: weeks of a quiet stack, a day of one that restarts all the time. */
const TIMELINE_KEPT = 20_000;
/** The most that `between` answers. */
const MOST_BETWEEN = 5_000;

/** An event before it has its place in the timeline. */
export type NewTimelineEvent = Omit<TimelineEvent, 'id'>;

/** What happened to containers, in Redis: bounded by number, the oldest go first. */
export interface TimelineStore {
  /** Appends in this order and tells all replicas. */
  add(events: readonly NewTimelineEvent[]): Promise<void>;
  /** Events that were noted between two times (epoch ms), oldest first, at most 5,000 (the newest). */
  between(fromMs: number, toMs: number): Promise<TimelineEvent[]>;
  /**
   * Looks at the next `count` that were noted before a place (an id, or `${epoch ms}-0`; null: before now), newest first. `next` is the place to go
   * on from, null when there are no more.
   */
  backwards(before: string | null, count: number): Promise<Stretch<TimelineEvent>>;
}

/** Lua: `append(timeline, channel, texts)` gives each text, a JSON object, the id of its place as its first field, and tells all replicas. */
export const APPEND = `
local function append(timeline, channel, texts)
  if #texts == 0 then return end
  local told = {}
  for i, text in ipairs(texts) do
    local id = redis.call('XADD', timeline, 'MAXLEN', '~', ${TIMELINE_KEPT}, '*', 'event', text)
    told[i] = '{"id":"' .. id .. '",' .. string.sub(text, 2)
  end
  redis.call('PUBLISH', channel, '[' .. table.concat(told, ',') .. ']')
end
`;
const addAll = makeScript(`${APPEND} append(KEYS[1], ARGV[1], {unpack(ARGV, 2)}) return 1`);

/** How an event is kept. */
export const timelineText = (event: NewTimelineEvent): string => JSON.stringify(event);

export function makeTimelineStore(redis: Redis, keys: Keys): TimelineStore {
  return {
    async add(events) {
      if (events.length === 0) return;
      await addAll(redis, [keys.timeline], [keys.timelineNews, ...events.map(timelineText)]);
    },
    async between(fromMs, toMs) {
      const [to, from] = [Math.floor(toMs), Math.max(0, Math.floor(fromMs))];
      const entries = await redis.xrevrange(keys.timeline, to, from, 'COUNT', MOST_BETWEEN);
      return entries.flatMap((entry) => entryOf(TimelineEvent, entry)).toReversed();
    },
    backwards: (before, count) =>
      readBackwards({ redis, key: keys.timeline, Entry: TimelineEvent }, before, count),
  };
}

/** When an event was noted, epoch ms by the clock of Redis. */
export const notedAtMs = ({ id }: Pick<TimelineEvent, 'id'>): number => Number.parseInt(id, 10);

/** Whether a place in the timeline is after another one. */
export function isLater(id: string, other: string): boolean {
  const [ms = 0, count = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherCount = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && count > otherCount);
}
