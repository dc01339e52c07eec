import { type Keys, LogLine, LOG_COUNT_FIELD } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { makeScript } from '../redis/script.ts';
import type { JobLog, JobLogQuery } from '../schemas/job-log.ts';
import { parseJson } from './job-view.ts';

/**
 * KEYS[1] hash id -> queue. ARGV: BullMQ prefix, id, number of the last line seen, most lines. Answers false when there is no such job, else how
 * many lines were ever written, those behind the last seen, and whether more are there. Numbers grow but have gaps where lines were dropped: the
 * first line is found by halving.
 */
const script = makeScript(`
local queue = redis.call('HGET', KEYS[1], ARGV[2])
if not queue then return false end
local job = ARGV[1] .. ':' .. queue .. ':' .. ARGV[2]
if redis.call('EXISTS', job) == 0 then return false end
local kept = redis.call('LLEN', job .. ':logs')
local total = math.max(kept, tonumber(redis.call('HGET', job, '${LOG_COUNT_FIELD}') or 0))
local function number(index)
  local ok, line = pcall(cjson.decode, redis.call('LINDEX', job .. ':logs', index))
  return ok and type(line) == 'table' and tonumber(line.n) or 0
end
local from, behind = 0, kept
while from < behind do
  local middle = math.floor((from + behind) / 2)
  if number(middle) > tonumber(ARGV[3]) then behind = middle else from = middle + 1 end
end
local to = from + tonumber(ARGV[4])
return { total, redis.call('LRANGE', job .. ':logs', from, to - 1), to < kept and 1 or 0 }
`);
const Answer = z.tuple([z.number(), z.array(z.string()), z.number()]).nullable();

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
}

/** Lines of a job's log; null when there is no such job. A line that can't be read is left out. */
export async function readJobLog(
  { redis, keys }: Parts,
  { id, after, limit }: JobLogQuery,
): Promise<JobLog | null> {
  const answer = Answer.parse(await script(redis, [keys.jobQueues], [keys.bull, id, after, limit]));
  if (answer === null) return null;
  const [total, texts, more] = answer;
  const items = texts.flatMap((text) => {
    const line = LogLine.safeParse(parseJson(text));
    return line.success ? [line.data] : [];
  });
  return {
    items,
    nextAfter: items.at(-1)?.n ?? after,
    more: more === 1 && items.length > 0,
    total,
  };
}
