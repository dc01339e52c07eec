import { type Keys, LOG_COUNT_FIELD, MAX_LOG_LINES, type Progress } from '@taskdeck/tasks';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { LogBatch } from './log-buffer.ts';

/** BullMQ keeps about this many events of a queue. */
export const MAX_EVENTS = 10_000;

/**
 * Both scripts write only while the job exists and its lock is ours: a worker that was cut off must not speak for its successor.
 * KEYS job, lock, events of the queue.
 */
const IF_OURS = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
`;

/** As BullMQ's own script, which asks for no lock. ARGV token, job id, JSON of the progress. */
const SET_PROGRESS = `${IF_OURS}
redis.call('HSET', KEYS[1], 'progress', ARGV[3])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ${MAX_EVENTS}, '*', 'event', 'progress', 'jobId', ARGV[2], 'data', ARGV[3])
return 1
`;

/**
 * Numbers the lines and says in the queue's events that there are some. KEYS[4] log.
 * ARGV token, job id, then each line as JSON without its opening brace and number.
 */
const APPEND_LOG = `${IF_OURS}
local count = #ARGV - 2
local n = redis.call('HINCRBY', KEYS[1], '${LOG_COUNT_FIELD}', count) - count
for i = 3, #ARGV do
  n = n + 1
  redis.call('RPUSH', KEYS[4], '{"n":' .. string.format('%d', n) .. ',' .. ARGV[i])
end
redis.call('LTRIM', KEYS[4], -${MAX_LOG_LINES}, -1)
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ${MAX_EVENTS}, '*', 'event', 'td:log', 'jobId', ARGV[2])
return 1
`;

/** Writes what a running job tells of itself: how far it is, and its log. */
export class Reports {
  readonly #redis: Redis;
  readonly #keys: Keys;

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  async progress(job: Job, token: string, progress: Progress): Promise<void> {
    const { id = '' } = job;
    const keys = this.#keysOf(job);
    await this.#redis.eval(SET_PROGRESS, 3, ...keys, token, id, JSON.stringify(progress));
  }

  /** @param attempt the number of the attempt that wrote the lines */
  async log(job: Job, token: string, attempt: number, batch: LogBatch): Promise<void> {
    const { queueName: queue, id = '' } = job;
    const lines = [...noticeOf(batch), ...batch.entries].map((entry) =>
      JSON.stringify({ attempt, ...entry }).slice(1),
    );
    if (lines.length === 0) return;
    const keys = [...this.#keysOf(job), this.#keys.jobLog(queue, id)];
    await this.#redis.eval(APPEND_LOG, 4, ...keys, token, id, ...lines);
  }

  #keysOf({ queueName: queue, id = '' }: Job): [job: string, lock: string, events: string] {
    const keys = this.#keys;
    return [keys.bullKey(queue, id), keys.bullLock(queue, id), keys.bullKey(queue, 'events')];
  }
}

function noticeOf({ dropped, entries }: LogBatch): LogBatch['entries'] {
  if (dropped === 0) return [];
  const time = entries[0]?.time ?? new Date().toISOString();
  const message = `${dropped} lines were dropped here: the task wrote more than can be kept`;
  return [{ time, level: 'warn', message }];
}
