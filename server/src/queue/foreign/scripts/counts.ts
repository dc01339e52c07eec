/**
 * What there is to say of queues, reading only (BullMQ's `getCounts` may pop a marker). ARGV: `prefix:name` of each. Answers per queue false when it
 * has no meta hash, else: version, whether it is paused, whether BullMQ 5 or older paused it (which puts its jobs into a list of its own), then
 * waiting, prioritized, delayed, waiting-children, active, completed, failed. A key of another type than expected counts as empty.
 */
export const COUNTS_SCRIPT = `
local function size(command, key)
  local n = redis.pcall(command, key)
  return type(n) == 'number' and n or 0
end
local function list(key)
  local n = size('LLEN', key)
  if n > 0 then
    -- BullMQ 4 leaves a marker in the list, which is no job.
    local last = redis.call('LINDEX', key, -1)
    if string.sub(last, 1, 2) == '0:' then n = n - 1 end
  end
  return n
end
local out = {}
for i = 1, #ARGV do
  local base = ARGV[i] .. ':'
  local queue = false
  if redis.call('TYPE', base .. 'meta').ok == 'hash' then
    local meta = redis.call('HMGET', base .. 'meta', 'version', 'paused')
    local aside = list(base .. 'paused')
    queue = {
      string.sub(meta[1] or '', 1, 50), meta[2] and 1 or 0, aside > 0 and 1 or 0,
      list(base .. 'wait') + aside,
      size('ZCARD', base .. 'prioritized'),
      size('ZCARD', base .. 'delayed'),
      size('ZCARD', base .. 'waiting-children'),
      list(base .. 'active'),
      size('ZCARD', base .. 'completed'),
      size('ZCARD', base .. 'failed'),
    }
  end
  out[#out + 1] = queue
end
return out
`;
