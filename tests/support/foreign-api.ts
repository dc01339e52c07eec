import type { TestServer } from './processes.ts';
import type { WithRedis } from './with-redis.ts';

/** Asks a server over REST as the operator's token or as an admin's session. */
export type ForeignCall = (
  method: string,
  path: string,
  body?: unknown,
  asAdmin?: boolean,
) => ReturnType<TestServer['call']>;

/** Starts a server that may change other programs' queues; resolves with the way to ask it. */
export async function startForeignApi(
  { startServer }: WithRedis,
  prefixes: string,
): Promise<ForeignCall> {
  const server = await startServer({ QUEUE_PREFIXES: prefixes, FOREIGN_QUEUES_WRITABLE: 'true' });
  const admin = await server.signIn();
  return (method, path, body, asAdmin = false) =>
    server.call(method, path, body, asAdmin ? admin : server.headers);
}

/** The path of a queue's jobs, and of one of them. */
export const jobs = (queue: string) => `/api/queues/${encodeURIComponent(queue)}/jobs`;
export const job = (queue: string, id: string) => `${jobs(queue)}/${encodeURIComponent(id)}`;
