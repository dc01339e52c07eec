import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/**
 * A connection that never gives up: commands wait while Redis is away, as BullMQ's workers need it. Tries again after
 * 100 ms, then after twice as long each time up to 2 s. Says once when Redis goes away and once when it is back.
 */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(2_000, 100 * 2 ** Math.min(times - 1, 5)),
  });
  logOutages(redis, log);
  return redis;
}

/** Logs the first error of an outage and its end; without a listener an error would end the process. */
function logOutages(redis: Redis, log: Logger): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ err: error }, 'Redis is away; trying again until it is back');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
  });
}

/** Whether an error only says that Redis could not be reached, which `connectRedis` reports already. */
export function isConnectionError(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  return (
    error.message.includes('Connection is closed') ||
    (typeof code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/.test(code))
  );
}
