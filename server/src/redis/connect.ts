import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisConfig } from '../config.ts';
import { CommandConnection } from './command-connection.ts';

/** What every connection has: quick to notice that Redis is away, tireless in trying again, and never silent. */
const BASE = {
  connectTimeout: 2_000,
  // Tries again for ever, at most a second apart, so that the panel recovers by itself.
  retryStrategy: (times: number) => Math.min(1_000, times * 50),
} as const satisfies RedisOptions;

/** For commands: fails at once while Redis is away instead of queueing what the caller no longer waits for. */
const COMMANDS = {
  ...BASE,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
} as const satisfies RedisOptions;

/** For blocking reads and subscriptions: waits as long as it takes. */
const STREAM = { ...BASE, maxRetriesPerRequest: null } as const satisfies RedisOptions;

/** Opens a connection. It reports its ups and downs to the log, each change once. */
export function connectRedis(config: RedisConfig, kind: 'commands' | 'stream', log: Logger): Redis {
  const options: RedisOptions = kind === 'commands' ? COMMANDS : STREAM;
  const { url, host, port, username, password } = config;
  const auth = { ...(username !== null && { username }), ...(password !== null && { password }) };
  const Connection = kind === 'commands' ? CommandConnection : Redis;
  const redis =
    url === null
      ? new Connection({ host, port, ...auth, ...options })
      : new Connection(url, options);
  let up: boolean | null = null;
  redis.on('ready', () => {
    if (up !== true) log.info({ connection: kind }, 'Redis is connected');
    up = true;
  });
  redis.on('error', (error: Error) => {
    if (up !== false)
      log.error({ connection: kind, error: error.message }, 'Redis is away; trying again');
    up = false;
  });
  return redis;
}
