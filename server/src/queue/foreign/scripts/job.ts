import { ROW_FUNCTION } from './row.ts';

/** Entries of a waiting list that are looked at for the id, from each end. */
const LOOKED_AT = 10_000;

/**
 * One job, reading only. ARGV: `prefix:name`, id, bytes of a payload, lines of the log, bytes of a line. Answers false when there is none, else its row
 * (see there), length and beginning of each of data, opts, returnvalue, progress, stacktrace, pb, parentKey, rjk and deid, the number of log lines, and
 * the newest of them.
 */
export const JOB_SCRIPT = `
${ROW_FUNCTION}
local base, id, most = ARGV[1] .. ':', ARGV[2], tonumber(ARGV[3])
local key = base .. id
if redis.call('TYPE', key).ok ~= 'hash' or redis.call('HEXISTS', key, 'name') == 0 then return false end

local function isListed(list)
  for _, rank in ipairs({ -1, 1 }) do
    local place = redis.pcall('LPOS', base .. list, id, 'RANK', rank, 'MAXLEN', ${LOOKED_AT})
    if type(place) == 'number' then return true end
  end
  local n = redis.pcall('LLEN', base .. list)
  -- Too long to be searched: a job that is nowhere else is in the part not looked at.
  return type(n) == 'number' and n > ${2 * LOOKED_AT}
end
local function stateOf()
  for _, set in ipairs({ 'completed', 'failed', 'delayed', 'prioritized', 'waiting-children' }) do
    if type(redis.pcall('ZSCORE', base .. set, id)) == 'string' then return set end
  end
  if isListed('active') then return 'active' end
  if isListed('wait') or isListed('paused') then return 'waiting' end
  return ''
end

local fields = {}
for _, field in ipairs({ 'data', 'opts', 'returnvalue', 'progress', 'stacktrace', 'pb', 'parentKey', 'rjk', 'deid' }) do
  local value = redis.call('HGET', key, field) or ''
  fields[#fields + 1] = { #value, string.sub(value, 1, most) }
end
local total = redis.pcall('LLEN', key .. ':logs')
total = type(total) == 'number' and total or 0
local lines = {}
for i = math.max(0, total - tonumber(ARGV[4])), total - 1 do
  lines[#lines + 1] = string.sub(redis.call('LINDEX', key .. ':logs', i), 1, tonumber(ARGV[5]))
end
return { row(base, id, stateOf()), fields, total, lines }
`;
