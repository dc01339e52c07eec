import { startServer, type TestServer } from './processes.ts';
import type { TestRedis } from './redis.ts';

/** A server that may change other programs' queues, asked over REST as the operator's token or as an admin's session. */
export interface ForeignApi {
  readonly server: TestServer;
  call(
    method: string,
    path: string,
    body?: unknown,
    asAdmin?: boolean,
  ): ReturnType<TestServer['call']>;
}

export async function startForeignApi(redis: TestRedis, prefixes: string): Promise<ForeignApi> {
  const server = await startServer(redis, {
    QUEUE_PREFIXES: prefixes,
    FOREIGN_QUEUES_WRITABLE: 'true',
  });
  const admin = await server.signIn();
  return {
    server,
    call: (method, path, body, asAdmin = false) =>
      server.call(method, path, body, asAdmin ? admin : server.headers),
  };
}

/** The path of a queue's jobs, and of one of them. */
export const jobs = (queue: string) => `/api/queues/${encodeURIComponent(queue)}/jobs`;
export const job = (queue: string, id: string) => `${jobs(queue)}/${encodeURIComponent(id)}`;
