import { TOTALS, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { makeScript } from '../redis/script.ts';
import type { NewJob } from './job-queue.ts';

/**
 * KEYS: index, hash id -> queue, hash id -> tags. ARGV: prefixes of the indexes by task and by tag, prefix of the totals, field; then id, task, queue
 * and tags (with spaces between) of each job. Jobs of one task go together: the log of Redis and its replicas get one write of each kind, not one a job.
 */
const script = makeScript(`
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
`);

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
}

/** Jobs per call, so that no script is long. */
const BATCH = 500;

/**
 * Notes where jobs are, for lists and for finding a job by its id. One write is under way at a time, and the next one takes all that came
 * meanwhile: none waits while little happens, and the more happens the less each costs.
 */
export class JobIndex {
  readonly #parts: Parts;
  #waiting: NewJob[] = [];
  /** Of those who wait; null while nobody does. */
  #next: Promise<void> | null = null;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Resolves when they are all in the index. */
  add(jobs: readonly NewJob[]): Promise<void> {
    this.#waiting.push(...jobs);
    this.#next ??= this.#underWay.then(() => {
      const taken = this.#waiting;
      this.#waiting = [];
      this.#next = null;
      const written = this.#write(taken);
      // Whoever comes next does not care how this ends.
      this.#underWay = written.catch(() => {});
      return written;
    });
    return this.#next;
  }

  async #write(jobs: readonly NewJob[]): Promise<void> {
    const { redis, keys } = this.#parts;
    for (let from = 0; from < jobs.length; from += BATCH) {
      const batch = jobs.slice(from, from + BATCH);
      const entries = batch.flatMap((job) => [job.id, job.task, job.queue, job.tags.join(' ')]);
      const prefixes = [keys.jobsOfTask(''), keys.jobsOfTag(''), keys.totals('')];
      const args = [...prefixes, TOTALS.added, ...entries];
      await script(redis, [keys.jobs, keys.jobQueues, keys.jobTags], args);
    }
  }
}
