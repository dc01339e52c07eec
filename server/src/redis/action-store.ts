import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Action } from '../schemas/action.ts';
import { makeScript } from './script.ts';

/** A replica that dies in the middle of an action is replaced within this and the time between two looks. */
const LEASE_MS = 10_000;
const KEEP_SECONDS = 86_400;
/** Actions that are listed. */
const MAX_LISTED = 100;

/** An action with what its runner needs to go on. */
export interface StoredAction {
  readonly action: Action;
  /** The selection; null for a filter. */
  readonly ids: readonly string[] | null;
  /** Behind what has been done; null: at the start. */
  readonly cursor: string | null;
}

/** `lost`: the lease has gone to another replica, nothing was saved. `abort`: saved, and somebody wants it to end. */
export type Saved = 'saved' | 'abort' | 'lost';

/** Background actions in Redis, so that any replica can go on with one. */
export interface ActionStore {
  create(action: Action, ids: readonly string[] | null): Promise<void>;
  /** Newest first. */
  list(): Promise<Action[]>;
  /** null: there is none, or it is over for more than a day. */
  get(id: string): Promise<Action | null>;
  /** Asks whoever runs it to end it. */
  abort(id: string): Promise<void>;
  /** Ids of those that should run and that no replica has. */
  orphans(): Promise<string[]>;
  /** Takes it for `replica`; null when another one has it or it is over. */
  claim(id: string, replica: string): Promise<StoredAction | null>;
  /** Keeps how far it is and renews the lease; at its end the lease is given up. `tell`: shows it to all tabs. */
  save(stored: StoredAction, replica: string, tell: boolean): Promise<Saved>;
  /** Gives it up, so that another replica goes on with it soon. */
  release(id: string, replica: string): Promise<void>;
}

/** KEYS: hash, lease. ARGV: replica, lifetime. */
const claimScript = makeScript(`
if redis.call('HGET', KEYS[1], 'state') ~= 'running' then return false end
if not redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2], 'NX') then return false end
return redis.call('HMGET', KEYS[1], 'action', 'ids', 'cursor')
`);
const Claimed = z.tuple([z.string(), z.string(), z.string()]).nullable();

/** KEYS: hash, lease. ARGV: replica, lifetime, JSON of the action, cursor, state, seconds to keep it, channel ('' to tell nobody). */
const saveScript = makeScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'lost' end
redis.call('HSET', KEYS[1], 'action', ARGV[3], 'cursor', ARGV[4], 'state', ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[6])
if ARGV[5] == 'running' then redis.call('PEXPIRE', KEYS[2], ARGV[2]) else redis.call('DEL', KEYS[2]) end
if ARGV[7] ~= '' then redis.call('PUBLISH', ARGV[7], ARGV[3]) end
return redis.call('HEXISTS', KEYS[1], 'abort') == 1 and 'abort' or 'saved'
`);
const SavedAnswer = z.enum(['saved', 'abort', 'lost']);

/** KEYS[1]: all. ARGV: prefix of a hash, what to put behind an id for its lease. Forgets those whose hash is gone. */
const orphansScript = makeScript(`
local out = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local state = redis.call('HGET', ARGV[1] .. id, 'state')
  if not state then redis.call('ZREM', KEYS[1], id)
  elseif state == 'running' and redis.call('EXISTS', ARGV[1] .. id .. ARGV[2]) == 0 then out[#out + 1] = id end
end
return out
`);

const releaseScript = makeScript(
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`,
);

const parse = (text: string | null): Action | null =>
  text === null ? null : Action.parse(JSON.parse(text));

export function makeActionStore(redis: Redis, keys: Keys): ActionStore {
  const get = async (id: string) => parse(await redis.hget(keys.action(id), 'action'));
  return {
    get,
    async create(action, ids) {
      const { id } = action;
      const text = JSON.stringify(action);
      const fields = { action: text, ids: JSON.stringify(ids), cursor: '', state: action.state };
      await redis
        .multi()
        .hset(keys.action(id), fields)
        .expire(keys.action(id), KEEP_SECONDS)
        .zadd(keys.actions, Date.parse(action.startedAt), id)
        .publish(keys.actionNews, text)
        .exec();
    },
    async list() {
      const ids = await redis.zrange(keys.actions, 0, MAX_LISTED - 1, 'REV');
      const found = await Promise.all(ids.map(get));
      return found.filter((action) => action !== null);
    },
    async abort(id) {
      // Only if it is still there: a hash of one field would be no action.
      if ((await redis.exists(keys.action(id))) === 1)
        await redis.hset(keys.action(id), 'abort', '1');
    },
    async orphans() {
      const suffix = keys.actionLease('').slice(keys.action('').length);
      const answer = await orphansScript(redis, [keys.actions], [keys.action(''), suffix]);
      return z.array(z.string()).parse(answer);
    },
    async claim(id, replica) {
      const places = [keys.action(id), keys.actionLease(id)];
      const claimed = Claimed.parse(await claimScript(redis, places, [replica, LEASE_MS]));
      const action = parse(claimed?.[0] ?? null);
      if (claimed === null || action === null) return null;
      const ids = z.array(z.string()).nullable().parse(JSON.parse(claimed[1]));
      return { action, ids, cursor: claimed[2] === '' ? null : claimed[2] };
    },
    async save({ action, cursor }, replica, tell) {
      const places = [keys.action(action.id), keys.actionLease(action.id)];
      const what = [JSON.stringify(action), cursor ?? '', action.state];
      const channel = tell ? keys.actionNews : '';
      const args = [replica, LEASE_MS, ...what, KEEP_SECONDS, channel];
      return SavedAnswer.parse(await saveScript(redis, places, args));
    },
    async release(id, replica) {
      await releaseScript(redis, [keys.actionLease(id)], [replica]);
    },
  };
}
