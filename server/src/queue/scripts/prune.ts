import { FINGERPRINT_FIELD } from '@taskdeck/tasks';

/**
 * Drops index entries whose job is gone: BullMQ removes jobs by itself. Looks at one batch from a cursor on.
 * KEYS: index, hash id -> queue, hash id -> tags. ARGV: BullMQ prefix, prefixes of the indexes by task and by tag, lexicographic start, batch
 * size, tasks... Answers the number dropped and the next start ('-' at the end).
 */
export const PRUNE_SCRIPT = `
local ids = redis.call('ZRANGE', KEYS[1], ARGV[4], '+', 'BYLEX', 'LIMIT', 0, ARGV[5])
local dropped = 0
for _, id in ipairs(ids) do
  local queue = redis.call('HGET', KEYS[2], id)
  if not queue or redis.call('EXISTS', ARGV[1] .. ':' .. queue .. ':' .. id) == 0 then
    redis.call('ZREM', KEYS[1], id)
    redis.call('HDEL', KEYS[2], id)
    for i = 6, #ARGV do redis.call('ZREM', ARGV[2] .. ARGV[i], id) end
    local tags = redis.call('HGET', KEYS[3], id)
    if tags then
      for tag in string.gmatch(tags, '%S+') do redis.call('ZREM', ARGV[3] .. tag, id) end
      redis.call('HDEL', KEYS[3], id)
    end
    dropped = dropped + 1
  end
end
local last = ids[#ids]
if not last or #ids < tonumber(ARGV[5]) then return { dropped, '-' } end
return { dropped, '(' .. last }
`;

/**
 * The same for a set of dead letters, by rank. KEYS: the set, hash id -> queue, groups. ARGV: BullMQ prefix, first rank, batch size, fingerprint of
 * the group ('' for the set of all). A job is among them as long as it has a fingerprint: from a moment before BullMQ knows of its end until it is
 * taken again. Answers how many were looked at and how many of them dropped; a group that is empty is forgotten.
 */
export const PRUNE_DEAD_LETTERS_SCRIPT = `
local ids = redis.call('ZRANGE', KEYS[1], ARGV[2], ARGV[2] + ARGV[3] - 1)
local dropped = 0
for _, id in ipairs(ids) do
  local queue = redis.call('HGET', KEYS[2], id)
  local group = queue and redis.call('HGET', ARGV[1] .. ':' .. queue .. ':' .. id, '${FINGERPRINT_FIELD}')
  if not group or (ARGV[4] ~= '' and ARGV[4] ~= group) then
    redis.call('ZREM', KEYS[1], id)
    dropped = dropped + 1
  end
end
if ARGV[4] ~= '' and redis.call('EXISTS', KEYS[1]) == 0 then redis.call('HDEL', KEYS[3], ARGV[4]) end
return { #ids, dropped }
`;
