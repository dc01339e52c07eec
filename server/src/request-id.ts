import { randomUUID } from 'node:crypto';

const WELL_FORMED = /^[A-Za-z0-9-]{8,64}$/;

/** The caller's X-Request-Id if well formed, else a new one. */
export function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && WELL_FORMED.test(header) ? header : `req-${randomUUID()}`;
}
