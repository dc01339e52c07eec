import { TOTALS, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { makeScript } from '../redis/script.ts';
import type { NewJob } from './job-queue.ts';

/** KEYS: index, hash id -> queue. ARGV: prefix of the per-task indexes, prefix of the totals, field; then id, task, queue of each job. */
const script = makeScript(`
for i = 4, #ARGV, 3 do
  local id, task, queue = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  redis.call('ZADD', KEYS[1], 0, id)
  redis.call('ZADD', ARGV[1] .. task, 0, id)
  if redis.call('HSET', KEYS[2], id, queue) == 1 then redis.call('HINCRBY', ARGV[2] .. queue, ARGV[3], 1) end
end
return 1
`);

/** Jobs per call, so that no script is long. */
const BATCH = 500;

/** Notes where jobs are, in one command however many there are: a pipeline would cost more than queueing a job itself. */
export async function indexJobs(
  { redis, keys }: { readonly redis: Redis; readonly keys: Keys },
  jobs: readonly NewJob[],
): Promise<void> {
  for (let from = 0; from < jobs.length; from += BATCH) {
    const entries = jobs.slice(from, from + BATCH).flatMap((job) => [job.id, job.task, job.queue]);
    const args = [keys.jobsOfTask(''), keys.totals(''), TOTALS.added, ...entries];
    await script(redis, [keys.jobs, keys.jobQueues], args);
  }
}
