/**
 * Scripts on a job's own hash. Each checks first that the job still exists and, while it runs, that its lock is still ours: a
 * worker that was cut off must neither bring a removed job back to life nor write over what its successor wrote.
 */

/**
 * Closes the lines that earlier attempts left open: their workers never came back to close them.
 * The cell of an open line has a null outcome.
 */
const CLOSE_LOST_LINES = `
local function closeLostLines(job, fields, from, now, code, message)
  local lost = 0
  for i = from, #fields do
    local json = redis.call('HGET', job, fields[i])
    if json then
      local line = cjson.decode(json)
      if line.outcome == cjson.null then
        line.outcome = 'lost'
        line.endedAt = now
        line.error = { code = code, message = message }
        redis.call('HSET', job, fields[i], cjson.encode(line))
        lost = lost + 1
      end
    end
  end
  return lost
end
`;

/**
 * KEYS job, lock, totals, cancel flag.
 * ARGV token, field of this attempt, its line, field of the worker, worker id, field of the waiting time ('' unless the first),
 * field of lost attempts, now, code and message of a lost line, then the fields of all earlier attempts.
 * Answers 'gone' (no such job, or the lock is not ours), 'cancelled' or 'started'.
 */
export const START_ATTEMPT = `${CLOSE_LOST_LINES}
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'gone' end
local lost = closeLostLines(KEYS[1], ARGV, 11, ARGV[8], ARGV[9], ARGV[10])
if lost > 0 then redis.call('HINCRBY', KEYS[3], ARGV[7], lost) end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
if ARGV[6] ~= '' then redis.call('HINCRBY', KEYS[3], ARGV[6], 1) end
if redis.call('EXISTS', KEYS[4]) == 1 then return 'cancelled' end
return 'started'
`;

/**
 * KEYS job, lock, totals.
 * ARGV token, field of this attempt, its line, field of the error code, the code ('' for none), then fields of the totals to add 1 to.
 * Answers 1, or 0 when the job is gone or its lock is not ours.
 */
export const END_ATTEMPT = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], ARGV[4], ARGV[5]) end
for i = 6, #ARGV do redis.call('HINCRBY', KEYS[3], ARGV[i], 1) end
return 1
`;

/**
 * For a job that BullMQ failed without running it, because it lost its worker too often.
 * KEYS job, totals.
 * ARGV field of the error code, the code, message of the failure, now, message of a lost line, field of failed jobs, field of
 * lost attempts, then the fields of all attempts.
 */
export const GIVE_UP = `${CLOSE_LOST_LINES}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local lost = closeLostLines(KEYS[1], ARGV, 8, ARGV[4], ARGV[2], ARGV[5])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], 'failedReason', ARGV[3])
redis.call('HINCRBY', KEYS[2], ARGV[6], 1)
if lost > 0 then redis.call('HINCRBY', KEYS[2], ARGV[7], lost) end
return 1
`;
