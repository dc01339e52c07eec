import { ROW_FUNCTION } from './row.ts';

/**
 * One page of a list, reading only. ARGV: `prefix:name`, name of the list, limit, and where to go on: for `wait` and `active` an offset; for sorted
 * sets `up` or `down` (the order), and score and id of the last entry shown, both empty at the start. `state` as the rows shall say it comes last.
 * Answers offset, or score and id, to go on from (all empty at the end), then rows.
 */
export const LIST_SCRIPT = `
${ROW_FUNCTION}
local base, list, limit, state = ARGV[1] .. ':', ARGV[2], tonumber(ARGV[3]), ARGV[7]
local ids, from, score, last = {}, '', '', ''

-- The next one to run is at the end. BullMQ 5 and older keep the jobs of a paused queue in a second list.
local function fromEnd(key, offset, count)
  local found = redis.pcall('LRANGE', key, -(offset + count), -(offset + 1))
  if found.err then return end
  for i = #found, 1, -1 do ids[#ids + 1] = found[i] end
end

if list == 'wait' or list == 'active' then
  local offset = tonumber(ARGV[4]) or 0
  if list == 'active' then
    fromEnd(base .. 'active', offset, limit)
  else
    local n = redis.pcall('LLEN', base .. 'wait')
    n = type(n) == 'number' and n or 0
    if offset < n then fromEnd(base .. 'wait', offset, limit) end
    if #ids < limit then fromEnd(base .. 'paused', math.max(0, offset - n), limit - #ids) end
  end
  if #ids == limit then from = tostring(offset + limit) end
else
  local key, up = base .. list, ARGV[4] == 'up'
  local start = 0
  if ARGV[6] ~= '' then
    local now = redis.pcall('ZSCORE', key, ARGV[6])
    if type(now) == 'string' and now == ARGV[5] then
      start = redis.call(up and 'ZRANK' or 'ZREVRANK', key, ARGV[6]) + 1
    else
      -- It left meanwhile: what comes after its place.
      local n = up and redis.pcall('ZCOUNT', key, '-inf', '(' .. ARGV[5]) or redis.pcall('ZCOUNT', key, '(' .. ARGV[5], '+inf')
      start = type(n) == 'number' and n or 0
    end
  end
  local found = redis.pcall(up and 'ZRANGE' or 'ZREVRANGE', key, start, start + limit - 1, 'WITHSCORES')
  if not found.err then
    for i = 1, #found, 2 do ids[#ids + 1] = found[i] end
    if #ids == limit then score, last = found[#found], found[#found - 1] end
  end
end

local out = { { from, score, last } }
for _, id in ipairs(ids) do
  if string.sub(id, 1, 2) ~= '0:' then out[#out + 1] = row(base, id, state) end
end
return out
`;
