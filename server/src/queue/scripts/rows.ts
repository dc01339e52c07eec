import { CANCEL_FIELDS, ERROR_CODE_FIELD, LOG_COUNT_FIELD, WORKER_FIELD } from '@taskdeck/tasks';

const { by, requestedAt, acknowledgedAt, stoppedAt } = CANCEL_FIELDS;

/**
 * The rows of a list in one round trip, without payloads: BullMQ's own `getJobs` reads every hash twice and brings all data.
 * KEYS: hash id -> queue, hash id -> tags. ARGV: BullMQ prefix, then ids. Answers, for each id that exists, a flat list of the fields below
 * plus state and due time; a missing job answers false. Texts are cut, so that no job can break a list.
 */
export const ROWS_SCRIPT = `
local out = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local queue = redis.call('HGET', KEYS[1], id)
  local row = false
  if queue then
    local base = ARGV[1] .. ':' .. queue .. ':'
    local f = redis.call('HMGET', base .. id, 'name', 'timestamp', 'priority', 'processedOn', 'finishedOn',
      'failedReason', 'progress', 'atm', 'opts', '${ERROR_CODE_FIELD}', '${WORKER_FIELD}',
      '${LOG_COUNT_FIELD}', '${by}', '${requestedAt}', '${acknowledgedAt}', '${stoppedAt}')
    if f[1] then
      local state, due = 'waiting', ''
      if f[5] then
        if redis.call('ZSCORE', base .. 'completed', id) then state = 'completed' else state = 'failed' end
      elseif redis.call('ZSCORE', base .. 'prioritized', id) then
        state = 'prioritized'
      elseif redis.call('LPOS', base .. 'active', id) then
        state = 'active'
      elseif redis.call('ZSCORE', base .. 'waiting-children', id) then
        state = 'waiting-children'
      else
        local score = redis.call('ZSCORE', base .. 'delayed', id)
        if score then
          state = 'delayed'
          due = tostring(math.floor(tonumber(score) / 4096))
        end
      end
      local attempts, delay = 1, 0
      if f[9] then
        local ok, opts = pcall(cjson.decode, f[9])
        if ok then
          attempts = opts['attempts'] or 1
          delay = opts['delay'] or 0
        end
      end
      row = { id, queue, state, due, tostring(attempts), tostring(delay), f[1], f[2] or '0', f[3] or '0', f[4] or '',
        f[5] or '', string.sub(f[6] or '', 1, 600), string.sub(f[7] or '', 1, 600), f[8] or '0', f[10] or '', f[11] or '',
        redis.call('HGET', KEYS[2], id) or '', f[12] or '0', f[13] or '', f[14] or '', f[15] or '', f[16] or '' }
    end
  end
  out[#out + 1] = row
end
return out
`;
