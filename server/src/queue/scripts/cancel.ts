import { CANCEL_FIELDS, ERROR_CODE_FIELD } from '@taskdeck/tasks';

const { by, requestedAt, acknowledgedAt, stoppedAt } = CANCEL_FIELDS;

/**
 * Cancels in one step, so that it can't race the worker that takes the job. A job that waits or is delayed ends as failed here (BullMQ
 * fails only active ones); for one that runs, the durable flag is set and its worker told. Who asked first is kept.
 * KEYS: hash id -> queue, cancel flag, totals. ARGV: BullMQ prefix, id, channel, now (ms), why, seconds the flag lives, JSON of the flag,
 * who asks, now (ISO 8601). Totals prefix is KEYS[3]. Answers missing, refused (ended, or waits for children) or done.
 */
export const CANCEL_SCRIPT = `
local id = ARGV[2]
local queue = redis.call('HGET', KEYS[1], id)
if not queue then return 'missing' end
local base = ARGV[1] .. ':' .. queue .. ':'
if redis.call('EXISTS', base .. id) == 0 then return 'missing' end
if redis.call('LPOS', base .. 'active', id) then
  if redis.call('HSETNX', base .. id, '${requestedAt}', ARGV[9]) == 1 then redis.call('HSET', base .. id, '${by}', ARGV[8]) end
  redis.call('SET', KEYS[2], ARGV[7], 'EX', ARGV[6])
  redis.call('PUBLISH', ARGV[3], id)
  return 'done'
end
local from = nil
if redis.call('ZREM', base .. 'prioritized', id) == 1 then from = 'prioritized'
elseif redis.call('ZREM', base .. 'delayed', id) == 1 then from = 'delayed'
elseif redis.call('LREM', base .. 'wait', -1, id) == 1 then from = 'waiting'
elseif redis.call('LREM', base .. 'paused', -1, id) == 1 then from = 'waiting' end
if not from then return 'refused' end
redis.call('HSET', base .. id, 'failedReason', ARGV[5], 'finishedOn', ARGV[4], '${ERROR_CODE_FIELD}', 'CANCELLED',
  '${by}', ARGV[8], '${requestedAt}', ARGV[9], '${acknowledgedAt}', ARGV[9], '${stoppedAt}', ARGV[9])
redis.call('ZADD', base .. 'failed', ARGV[4], id)
redis.call('XADD', base .. 'events', 'MAXLEN', '~', 10000, '*', 'event', 'failed', 'jobId', id, 'failedReason', ARGV[5], 'prev', from)
redis.call('HINCRBY', KEYS[3] .. queue, 'cancelled', 1)
return 'done'
`;
