import { PAUSE_FIELDS } from '@taskdeck/tasks';

/**
 * Counts of several queues in one round trip, reading only (BullMQ's `getCounts` may pop a marker).
 * ARGV: BullMQ prefix, then queues. Answers per queue: waiting, prioritized, delayed, waiting-children, active, completed, failed,
 * the ids that lead the waiting list and each priority (the oldest of them waits longest), and fields of the queue: paused, concurrency,
 * max and duration of the rate limit, and who paused it since when.
 */
export const COUNTS_SCRIPT = `
local out = {}
for i = 2, #ARGV do
  local base = ARGV[1] .. ':' .. ARGV[i] .. ':'
  local heads = {}
  for _, list in ipairs({ 'wait', 'paused' }) do
    local id = redis.call('LINDEX', base .. list, -1)
    if id then heads[#heads + 1] = id end
  end
  for priority = 1, 3 do
    local range = redis.call('ZRANGE', base .. 'prioritized', priority * 4294967296, '(' .. ((priority + 1) * 4294967296), 'BYSCORE', 'LIMIT', 0, 1)
    if range[1] then heads[#heads + 1] = range[1] end
  end
  out[#out + 1] = {
    redis.call('LLEN', base .. 'wait') + redis.call('LLEN', base .. 'paused'),
    redis.call('ZCARD', base .. 'prioritized'),
    redis.call('ZCARD', base .. 'delayed'),
    redis.call('ZCARD', base .. 'waiting-children'),
    redis.call('LLEN', base .. 'active'),
    redis.call('ZCARD', base .. 'completed'),
    redis.call('ZCARD', base .. 'failed'),
    heads,
    redis.call('HMGET', base .. 'meta', 'paused', 'concurrency', 'max', 'duration', '${PAUSE_FIELDS.by}', '${PAUSE_FIELDS.since}'),
  }
end
return out
`;
