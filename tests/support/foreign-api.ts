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
  ): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }>;
}

export async function startForeignApi(redis: TestRedis, prefixes: string): Promise<ForeignApi> {
  const server = await startServer(redis, {
    QUEUE_PREFIXES: prefixes,
    FOREIGN_QUEUES_WRITABLE: 'true',
  });
  const secret = new URL(await server.signInLink()).hash.slice(1);
  const signedIn = await fetch(`${server.url}/api/session/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    server,
    async call(method, path, body, asAdmin = false) {
      const who = asAdmin ? { cookie, 'sec-fetch-site': 'same-origin' } : server.headers;
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: { ...who, ...json },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

/** The path of a queue's jobs, and of one of them. */
export const jobs = (queue: string) => `/api/queues/${encodeURIComponent(queue)}/jobs`;
export const job = (queue: string, id: string) => `${jobs(queue)}/${encodeURIComponent(id)}`;
