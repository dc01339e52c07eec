import type { Keys } from './keys.ts';
import type { NewJob } from './new-job.ts';
import { TOTALS } from './totals.ts';

/**
 * Notes where jobs are, for lists and for finding a job by its id, and counts them as added; see `indexKeys` and `indexArgs` for what it takes.
 * Jobs of one task go together: the log of Redis and its replicas get one write of each kind, not one a job. At most 500 jobs a call, so that
 * no script is long.
 */
export const INDEX_SCRIPT = `
local all, homes, tasks, tags, tagged = {}, {}, {}, {}, {}
for i = 5, #ARGV, 4 do
  local id, task, queue, words = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  tasks[task] = tasks[task] or {}
  for _, list in ipairs({ all, tasks[task] }) do
    list[#list + 1] = 0
    list[#list + 1] = id
  end
  homes[queue] = homes[queue] or {}
  local home = homes[queue]
  home[#home + 1] = id
  home[#home + 1] = queue
  if words ~= '' then
    tagged[#tagged + 1] = id
    tagged[#tagged + 1] = words
    for tag in string.gmatch(words, '%S+') do
      tags[tag] = tags[tag] or {}
      table.insert(tags[tag], 0)
      table.insert(tags[tag], id)
    end
  end
end
redis.call('ZADD', KEYS[1], unpack(all))
for task, list in pairs(tasks) do redis.call('ZADD', ARGV[1] .. task, unpack(list)) end
for tag, list in pairs(tags) do redis.call('ZADD', ARGV[2] .. tag, unpack(list)) end
if #tagged > 0 then redis.call('HSET', KEYS[3], unpack(tagged)) end
for queue, list in pairs(homes) do
  local count = redis.call('HSET', KEYS[2], unpack(list))
  if count > 0 then redis.call('HINCRBY', ARGV[3] .. queue, ARGV[4], count) end
end
return 1
`;

/** Index, hash id -> queue, hash id -> tags. */
export const indexKeys = (keys: Keys): string[] => [keys.jobs, keys.jobQueues, keys.jobTags];

/** Prefixes of the indexes by task and by tag, prefix of the totals, field; then id, task, queue and tags (with spaces between) of each job. */
export function indexArgs(keys: Keys, jobs: readonly NewJob[]): string[] {
  const args = [keys.jobsOfTask(''), keys.jobsOfTag(''), keys.totals(''), TOTALS.added];
  for (const { id, task, queue, tags } of jobs) args.push(id, task, queue, tags.join(' '));
  return args;
}
