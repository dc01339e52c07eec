/** What a list reads of one text of a job at most; what is longer is not read at all, because Redis can't read a part. */
const TEXT_BYTES = 65_536;
/** Options are read for the number of attempts only. */
const OPTIONS_BYTES = 16_384;

/**
 * Lua shared by the scripts that read jobs. `row(base, id, state)` answers id, state, whether its data are there, name, due time, then the fields
 * by name; texts are cut, and false where they are too long to be read.
 */
export const ROW_FUNCTION = `
local function text(key, field, most, shown)
  local n = redis.pcall('HSTRLEN', key, field)
  if type(n) ~= 'number' or n == 0 then return '' end
  if n > most then return false end
  return string.sub(redis.call('HGET', key, field), 1, shown)
end
local function row(base, id, state)
  local key = base .. id
  local f = redis.pcall('HMGET', key, 'timestamp', 'priority', 'processedOn', 'finishedOn', 'atm', 'attemptsMade')
  local isThere = not f.err and redis.call('HEXISTS', key, 'name') == 1
  if not isThere then return { string.sub(id, 1, 2000), state, 0 } end
  local due = ''
  if state == 'delayed' then
    due = string.format('%.0f', math.floor(tonumber(redis.call('ZSCORE', base .. 'delayed', id) or 0) / 4096))
  end
  local attempts = ''
  local ok, opts = pcall(cjson.decode, text(key, 'opts', ${OPTIONS_BYTES}, ${OPTIONS_BYTES}) or '')
  if ok and type(opts) == 'table' and type(opts['attempts']) == 'number' then attempts = tostring(opts['attempts']) end
  local out = { string.sub(id, 1, 2000), state, 1, text(key, 'name', ${TEXT_BYTES}, 600), due, attempts }
  for i = 1, 6 do out[#out + 1] = string.sub(f[i] or '', 1, 32) end
  out[#out + 1] = text(key, 'failedReason', ${TEXT_BYTES}, 2000)
  out[#out + 1] = text(key, 'progress', ${TEXT_BYTES}, 32)
  return out
end
`;
