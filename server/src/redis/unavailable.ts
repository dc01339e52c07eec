import { AppError } from '../errors.ts';

/** What ioredis and Redis say when Redis can't serve: away, loading its data, read-only, or full. */
const AWAY =
  /Stream isn't writeable|Connection is closed|aborted due to connection close|Command timed out|max retries per request|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|^LOADING|^READONLY|^MASTERDOWN|^CLUSTERDOWN|NOAUTH|WRONGPASS/;

/** The AppError for a failure of Redis, or the error itself when it is another. */
export function asRedisError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  if (error.message.startsWith('OOM')) {
    return new AppError(
      'REDIS_UNAVAILABLE',
      'Redis is full (maxmemory) and takes nothing new. Remove jobs or raise REDIS_MAXMEMORY.',
      { cause: error },
    );
  }
  if (AWAY.test(error.message)) {
    return new AppError(
      'REDIS_UNAVAILABLE',
      'Redis does not answer. It is tried again by itself; send the request again in a moment.',
      { cause: error },
    );
  }
  return error;
}

/** Rejects with REDIS_UNAVAILABLE when Redis is the reason. How long a command may take is the connection's business. */
export async function withRedis<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asRedisError(error);
  }
}
