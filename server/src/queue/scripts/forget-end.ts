import { CANCEL_FIELDS, ERROR_CODE_FIELD, FINGERPRINT_FIELD } from '@taskdeck/tasks';

const { by, requestedAt, acknowledgedAt, stoppedAt } = CANCEL_FIELDS;

/** Takes a job from among the dead letters. KEYS as below; a group that is empty is forgotten. */
const LEAVE_DEAD_LETTERS = `
local function leave(job, id)
  redis.call('ZREM', KEYS[2], id)
  local group = redis.call('HGET', job, '${FINGERPRINT_FIELD}')
  if not group then return end
  redis.call('ZREM', ARGV[3] .. group, id)
  if redis.call('EXISTS', ARGV[3] .. group) == 0 then redis.call('HDEL', KEYS[3], group) end
end
`;

/**
 * Right before a job is queued again: forgets how it ended, who cancelled it, and that it lost workers, so that it begins anew.
 * KEYS: hash id -> queue, dead letters, groups of them, cancel flag. ARGV: BullMQ prefix, id, prefix of a group's set.
 * Answers missing, refused (has not ended), or the queue and the state that it ended in.
 */
export const FORGET_END_SCRIPT = `${LEAVE_DEAD_LETTERS}
local queue = redis.call('HGET', KEYS[1], ARGV[2])
if not queue then return { 'missing' } end
local base = ARGV[1] .. ':' .. queue .. ':'
if redis.call('EXISTS', base .. ARGV[2]) == 0 then return { 'missing' } end
local state = 'refused'
for _, ended in ipairs({ 'failed', 'completed' }) do
  if redis.call('ZSCORE', base .. ended, ARGV[2]) then state = ended end
end
if state == 'refused' then return { state } end
leave(base .. ARGV[2], ARGV[2])
redis.call('DEL', KEYS[4])
redis.call('HDEL', base .. ARGV[2], '${ERROR_CODE_FIELD}', '${FINGERPRINT_FIELD}', '${by}', '${requestedAt}', '${acknowledgedAt}', '${stoppedAt}',
  'stc', 'progress')
return { state, queue }
`;

/**
 * Right before a job is removed: takes it from among the dead letters and answers its queue; false when it is not there. KEYS and ARGV as above.
 * A job that a worker has is not among them.
 */
export const LEAVE_DEAD_LETTERS_SCRIPT = `${LEAVE_DEAD_LETTERS}
local queue = redis.call('HGET', KEYS[1], ARGV[2])
if not queue then return false end
local job = ARGV[1] .. ':' .. queue .. ':' .. ARGV[2]
if redis.call('EXISTS', job) == 0 then return false end
leave(job, ARGV[2])
return queue
`;
