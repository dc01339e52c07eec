import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { ContainerState } from '../timeline/container-state.ts';
import { makeScript } from './script.ts';
import { APPEND, timelineText, type NewTimelineEvent } from './timeline-store.ts';

/** More than ten daemons remember. */
const KEYS_KEPT = 5_000;

/** What whoever watches next must know of how far the timeline is. */
export interface Progress {
  /** Epoch ms by the servers' clocks: until then nothing was missed. null: nobody has watched yet. */
  readonly watchedMs: number | null;
  /** By host that is watched: its Compose project (null: all). */
  readonly projects: ReadonlyMap<string | null, string | null>;
  /** By host: Docker's time of the last event noted, epoch ms by its clock. */
  readonly lastEvents: ReadonlyMap<string | null, number>;
  readonly states: ReadonlyMap<string, ContainerState>;
}

/** What is written at once; what is left out stays as it is. */
export interface Note {
  readonly events?: readonly NewTimelineEvent[];
  /** How containers stand now, by id; null: it is gone. */
  readonly states?: ReadonlyMap<string, ContainerState | null>;
  readonly watchedMs?: number;
  /** By host: the Compose project that is watched from now on (null: all); undefined: the host is watched no more. */
  readonly projects?: ReadonlyMap<string | null, string | null | undefined>;
}

/** The event of Docker that a note is about. */
export interface NotedEvent {
  readonly host: string | null;
  readonly key: string;
  readonly atMs: number;
}

/** `fenced`: another replica watches now; nothing was written. */
type Noted = 'noted' | 'known' | 'fenced';

/** How far the timeline is, in Redis, so that it outlives the server that watches and the daemon that is watched. */
export interface TimelineMemory {
  /** From now on this replica is the one that writes; null: it does not hold the lease. */
  begin(): Promise<Progress | null>;
  write(note: Note): Promise<Exclude<Noted, 'known'>>;
  /** Once for each event of Docker: `known` when it was noted before, and nothing was written. */
  writeOnce(event: NotedEvent, note: Note): Promise<Noted>;
  knows(event: NotedEvent): Promise<boolean>;
}

const begin = makeScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
redis.call('HSET', KEYS[2], 'holder', ARGV[1])
return { redis.call('HGETALL', KEYS[2]), redis.call('HVALS', KEYS[3]) }
`);
const Begun = z.tuple([z.array(z.string()), z.array(z.string())]);

/**
 * One that lost the lease is fenced off here; also when it has it again, if another had it between, because then what it believes is old.
 * KEYS lease, progress, states, keys noted, timeline. ARGV replica, channel, the note as JSON.
 */
const write = makeScript(`${APPEND}
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('HGET', KEYS[2], 'holder') ~= ARGV[1] then return 'fenced' end
local note = cjson.decode(ARGV[3])
if note.key then
  if redis.call('ZADD', KEYS[4], 'NX', note.atMs, note.key) == 0 then return 'known' end
  redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -${KEYS_KEPT + 1})
end
local function put(key, pairs)
  for _, pair in ipairs(pairs) do
    if pair[2] == '' then redis.call('HDEL', key, pair[1]) else redis.call('HSET', key, pair[1], pair[2]) end
  end
end
put(KEYS[2], note.fields)
put(KEYS[3], note.states)
append(KEYS[5], ARGV[2], note.events)
return 'noted'
`);
const Project = z.string().nullable();
const Written = z.enum(['noted', 'known', 'fenced']);

const LAST = 'last:';
const PROJECT = 'project:';
const memberOf = ({ host, key }: NotedEvent): string => `${host ?? ''} ${key}`;

/** `replica` is who writes: the holder of the sampler's lease. */
export function makeTimelineMemory(redis: Redis, keys: Keys, replica: string): TimelineMemory {
  const lease = keys.samplerLease;
  const { timelineProgress, timelineStates, timelineKeys, timeline, timelineNews } = keys;
  const send = async (note: Note, event?: NotedEvent): Promise<Noted> => {
    const { events = [], states = new Map(), projects = new Map(), watchedMs } = note;
    const fields: [string, string][] = [];
    if (watchedMs !== undefined) fields.push(['watchedMs', String(watchedMs)]);
    for (const [host, project] of projects)
      fields.push([
        `${PROJECT}${host ?? ''}`,
        project === undefined ? '' : JSON.stringify(project),
      ]);
    if (event !== undefined) fields.push([`${LAST}${event.host ?? ''}`, String(event.atMs)]);
    const text = JSON.stringify({
      ...(event !== undefined && { key: memberOf(event), atMs: event.atMs }),
      fields,
      states: [...states].map(([id, state]) => [id, state === null ? '' : JSON.stringify(state)]),
      events: events.map(timelineText),
    });
    const places = [lease, timelineProgress, timelineStates, timelineKeys, timeline];
    return Written.parse(await write(redis, places, [replica, timelineNews, text]));
  };
  return {
    async begin() {
      const answer = await begin(redis, [lease, timelineProgress, timelineStates], [replica]);
      if (answer === null) return null;
      const [flat, texts] = Begun.parse(answer);
      return progressOf(flat, texts);
    },
    // Without an event nothing is known before.
    write: async (note) => ((await send(note)) === 'fenced' ? 'fenced' : 'noted'),
    writeOnce: (event, note) => send(note, event),
    knows: async (event) => (await redis.zscore(timelineKeys, memberOf(event))) !== null,
  };
}

function progressOf(flat: readonly string[], texts: readonly string[]): Progress {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i] ?? '', flat[i + 1] ?? '');
  const ofHosts = (prefix: string): [string | null, string][] =>
    [...fields]
      .filter(([field]) => field.startsWith(prefix))
      .map(([field, value]) => [field.slice(prefix.length) || null, value]);
  const states = texts.flatMap((text) => {
    // Of another version: as if it had not been known.
    const state = ContainerState.safeParse(JSON.parse(text));
    return state.success ? [state.data] : [];
  });
  return {
    watchedMs: fields.has('watchedMs') ? Number(fields.get('watchedMs')) : null,
    projects: new Map(
      ofHosts(PROJECT).map(([host, json]) => [host, Project.parse(JSON.parse(json))]),
    ),
    lastEvents: new Map(ofHosts(LAST).map(([host, atMs]) => [host, Number(atMs)])),
    states: new Map(states.map((state) => [state.id, state])),
  };
}
