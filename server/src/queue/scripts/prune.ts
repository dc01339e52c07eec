/**
 * Drops index entries whose job BullMQ has removed (retention is its own). Looks at one batch from a cursor on.
 * KEYS: index, hash id -> queue. ARGV: BullMQ prefix, prefix of the per-task indexes, lexicographic start, batch size, tasks...
 * Answers the number dropped and the next start ('-' at the end).
 */
export const PRUNE_SCRIPT = `
local ids = redis.call('ZRANGE', KEYS[1], ARGV[3], '+', 'BYLEX', 'LIMIT', 0, ARGV[4])
local dropped = 0
for _, id in ipairs(ids) do
  local queue = redis.call('HGET', KEYS[2], id)
  if not queue or redis.call('EXISTS', ARGV[1] .. ':' .. queue .. ':' .. id) == 0 then
    redis.call('ZREM', KEYS[1], id)
    redis.call('HDEL', KEYS[2], id)
    for i = 5, #ARGV do redis.call('ZREM', ARGV[2] .. ARGV[i], id) end
    dropped = dropped + 1
  end
end
local last = ids[#ids]
if not last or #ids < tonumber(ARGV[4]) then return { dropped, '-' } end
return { dropped, '(' .. last }
`;
