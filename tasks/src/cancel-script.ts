import { CANCEL_FIELDS, ERROR_CODE_FIELD, type Keys } from './keys.ts';

const { by, requestedAt, acknowledgedAt, stoppedAt } = CANCEL_FIELDS;

/** A cancel flag outlives the longest attempt. */
const CANCEL_SECONDS = 86_400;

/**
 * Cancels in one step, so that it can't race the worker that takes the job. A job that waits or is delayed ends as failed here (BullMQ
 * fails only active ones); for one that runs, or waits for its children, the durable flag is set and its worker told. Who asked first is kept.
 * Answers missing, refused (it has ended), done, or children: it waits for its children, and they are to be cancelled too.
 *
 * A parent is told as BullMQ 6.7 tells it of a child that failed (moveChildFromDependenciesIfNeeded.lua, moveParentToWait.lua): no API of
 * BullMQ fails a job that waits.
 */
export const CANCEL_SCRIPT = `
local id = ARGV[2]
local queue = redis.call('HGET', KEYS[1], id)
if not queue then return 'missing' end
local base = ARGV[1] .. ':' .. queue .. ':'
local key = base .. id
if redis.call('EXISTS', key) == 0 then return 'missing' end
local children = redis.call('ZSCORE', base .. 'waiting-children', id)
if children or redis.call('LPOS', base .. 'active', id) then
  if redis.call('HSETNX', key, '${requestedAt}', ARGV[9]) == 1 then redis.call('HSET', key, '${by}', ARGV[8]) end
  redis.call('SET', KEYS[2], ARGV[7], 'EX', ARGV[6])
  redis.call('PUBLISH', ARGV[3], id)
  redis.call('XADD', base .. 'events', 'MAXLEN', '~', 10000, '*', 'event', 'td:cancel', 'jobId', id)
  return children and 'children' or 'done'
end
local from = nil
if redis.call('ZREM', base .. 'prioritized', id) == 1 then from = 'prioritized'
elseif redis.call('ZREM', base .. 'delayed', id) == 1 then from = 'delayed'
elseif redis.call('LREM', base .. 'wait', -1, id) == 1 then from = 'waiting'
elseif redis.call('LREM', base .. 'paused', -1, id) == 1 then from = 'waiting' end
if not from then return 'refused' end
redis.call('HSET', key, 'failedReason', ARGV[5], 'finishedOn', ARGV[4], '${ERROR_CODE_FIELD}', 'CANCELLED',
  '${by}', ARGV[8], '${requestedAt}', ARGV[9], '${acknowledgedAt}', ARGV[9], '${stoppedAt}', ARGV[9])
redis.call('ZADD', base .. 'failed', ARGV[4], id)
redis.call('XADD', base .. 'events', 'MAXLEN', '~', 10000, '*', 'event', 'failed', 'jobId', id, 'failedReason', ARGV[5], 'prev', from)
redis.call('HINCRBY', KEYS[3] .. queue, 'cancelled', 1)
local json = redis.call('HGET', key, 'parent')
local parent = json and cjson.decode(json)
if not parent then return 'done' end
local home, parentKey = parent.queueKey, parent.queueKey .. ':' .. parent.id
if redis.call('SREM', parentKey .. ':dependencies', key) == 0 then return 'done' end
redis.call('HSET', parentKey .. ':failed', key, ARGV[5])
local wakes = parent.cpof or redis.call('SCARD', parentKey .. ':dependencies') == 0
if wakes and redis.call('ZREM', home .. ':waiting-children', parent.id) == 1 then
  local priority = tonumber(redis.call('HGET', parentKey, 'priority')) or 0
  local order = redis.call('INCR', home .. ':pc')
  redis.call('ZADD', home .. ':prioritized', priority * 0x100000000 + order % 0x100000000, parent.id)
  if redis.call('HEXISTS', home .. ':meta', 'paused') == 0 then redis.call('ZADD', home .. ':marker', 0, '0') end
  redis.call('XADD', home .. ':events', 'MAXLEN', '~', 10000, '*', 'event', 'waiting', 'jobId', parent.id, 'prev', 'waiting-children')
end
return 'done'
`;

/** Hash id -> queue, cancel flag, prefix of the totals. */
export const cancelKeys = (keys: Keys, id: string): string[] => [
  keys.jobQueues,
  keys.cancel(id),
  keys.totals(''),
];

/** @param who who asks, for people to read; @param nowMs epoch ms */
export function cancelArgs(
  keys: Keys,
  id: string,
  who: string,
  nowMs: number,
): (string | number)[] {
  const at = new Date(nowMs).toISOString();
  const flag = JSON.stringify({ by: who, requestedAt: at });
  const why = `Cancelled by ${who} before it started`;
  return [keys.bull, id, keys.cancels, nowMs, why, CANCEL_SECONDS, flag, who, at];
}
