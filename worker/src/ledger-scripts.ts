import { CANCEL_FIELDS, ERROR_CODE_FIELD, FINGERPRINT_FIELD, WORKER_FIELD } from '@taskdeck/tasks';
import { MAX_EVENTS } from './reports.ts';

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

/** Puts a job among the dead letters. `keys` from `at` on: all, those of the fingerprint, groups. */
const BURY = `
local function bury(keys, at, id, endedAt, fingerprint, group)
  redis.call('HSET', keys[1], '${FINGERPRINT_FIELD}', fingerprint)
  redis.call('ZADD', keys[at], endedAt, id)
  redis.call('ZADD', keys[at + 1], endedAt, id)
  redis.call('HSETNX', keys[at + 2], fingerprint, group)
end
`;

/**
 * KEYS job, lock, totals, cancel flag, dead letters, groups of dead letters.
 * ARGV token, field of this attempt, its line, worker id, field of the waiting time ('' unless the first), field of lost attempts, now, code and
 * message of a lost line, job id, key of the dead letters of a fingerprint without the fingerprint, then the fields of all earlier attempts.
 * A job that is among the dead letters was buried by a worker that died before BullMQ knew: it comes out.
 * Answers 'gone' (no such job, or the lock is not ours), 'cancelled' or 'started'.
 */
export const START_ATTEMPT = `${CLOSE_LOST_LINES}
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'gone' end
local lost = closeLostLines(KEYS[1], ARGV, 12, ARGV[7], ARGV[8], ARGV[9])
if lost > 0 then redis.call('HINCRBY', KEYS[3], ARGV[6], lost) end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3], '${WORKER_FIELD}', ARGV[4])
if ARGV[5] ~= '' then redis.call('HINCRBY', KEYS[3], ARGV[5], 1) end
local fingerprint = redis.call('HGET', KEYS[1], '${FINGERPRINT_FIELD}')
if fingerprint then
  redis.call('HDEL', KEYS[1], '${FINGERPRINT_FIELD}')
  redis.call('ZREM', KEYS[5], ARGV[10])
  redis.call('ZREM', ARGV[11] .. fingerprint, ARGV[10])
  if redis.call('EXISTS', ARGV[11] .. fingerprint) == 0 then redis.call('HDEL', KEYS[6], fingerprint) end
end
if redis.call('EXISTS', KEYS[4]) == 1 then return 'cancelled' end
return 'started'
`;

/**
 * KEYS job, lock, totals, cancel flag, dead letters, those of the fingerprint, groups.
 * ARGV token, field of this attempt, its line, the error's code ('' for none), 1 if a cancel asked for meanwhile prevails, when a cancel was
 * acknowledged and when the code had stopped ('' each unless it was cancelled and has), job id, now (ms), fingerprint ('' unless it is a
 * dead letter now), its group, then fields of the totals to add 1 to.
 * Answers 'ended', 'cancelled' (nothing is written: it is to be ended as cancelled), or 'gone' when the job is gone or its lock is not ours.
 */
export const END_ATTEMPT = `${BURY}
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'gone' end
if ARGV[5] == '1' and redis.call('EXISTS', KEYS[4]) == 1 then return 'cancelled' end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], '${ERROR_CODE_FIELD}', ARGV[4]) end
if ARGV[6] ~= '' then redis.call('HSET', KEYS[1], '${CANCEL_FIELDS.acknowledgedAt}', ARGV[6]) end
if ARGV[7] ~= '' then redis.call('HSET', KEYS[1], '${CANCEL_FIELDS.stoppedAt}', ARGV[7]) end
if ARGV[10] ~= '' then bury(KEYS, 5, ARGV[8], ARGV[9], ARGV[10], ARGV[11]) end
for i = 12, #ARGV do redis.call('HINCRBY', KEYS[3], ARGV[i], 1) end
return 'ended'
`;

/**
 * For a job that BullMQ failed without running it, because it lost its worker too often.
 * KEYS job, totals, dead letters, those of the fingerprint, groups.
 * ARGV job id, the code, message of the failure, now, code and message of a lost line, field of jobs that ended so, field of lost attempts, now (ms),
 * fingerprint ('' when it was cancelled), its group, then the fields of all attempts.
 */
export const GIVE_UP = `${CLOSE_LOST_LINES}${BURY}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local lost = closeLostLines(KEYS[1], ARGV, 12, ARGV[4], ARGV[5], ARGV[6])
redis.call('HSET', KEYS[1], '${ERROR_CODE_FIELD}', ARGV[2], 'failedReason', ARGV[3])
if ARGV[10] ~= '' then
  bury(KEYS, 3, ARGV[1], ARGV[9], ARGV[10], ARGV[11])
else
  redis.call('HSET', KEYS[1], '${CANCEL_FIELDS.acknowledgedAt}', ARGV[4], '${CANCEL_FIELDS.stoppedAt}', ARGV[4])
end
redis.call('HINCRBY', KEYS[2], ARGV[7], 1)
if lost > 0 then redis.call('HINCRBY', KEYS[2], ARGV[8], lost) end
return 1
`;

/** Writes one mark of a cancel, unless it is there, and says so in the queue's events: pages that show the job hear of it. */
const mark = (field: string) => `
if redis.call('HSETNX', KEYS[1], '${field}', ARGV[2]) == 0 then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ${MAX_EVENTS}, '*', 'event', 'td:cancel', 'jobId', ARGV[3])
return 1
`;

/** The task was told of its cancel. KEYS job, events of the queue, lock. ARGV token, now, job id. */
export const ACKNOWLEDGE_CANCEL = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
${mark(CANCEL_FIELDS.acknowledgedAt)}`;

/**
 * The code of a cancelled job ended after the job did. The job's lock is gone by then; the time of our acknowledgement tells that it is still
 * the same cancel: a job that is queued again has none. KEYS job, events of the queue. ARGV that time, now, job id.
 */
export const CODE_STOPPED = `
if redis.call('HGET', KEYS[1], '${CANCEL_FIELDS.acknowledgedAt}') ~= ARGV[1] then return 0 end
${mark(CANCEL_FIELDS.stoppedAt)}`;
