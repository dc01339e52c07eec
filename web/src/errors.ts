import type { AppRouter } from '@taskdeck/server/router';
import type { ErrorBody, ErrorCode, FieldErrors } from '@taskdeck/server/errors';
import { isTRPCClientError } from '@trpc/client';
import { formatClock } from './format.ts';
import { isRecord } from './is-record.ts';

/** An error in words. `code` is null when no answer came at all. */
export interface ErrorWords {
  /** What happened, a few words with a full stop. */
  title: string;
  /** What it means or what to do. */
  detail: string;
  code: ErrorCode | 'OFFLINE' | null;
  /** Id to look for in the server's log; null when the request reached no server. */
  requestId: string | null;
  /** Why, by field path; empty unless the input was refused. */
  fields: FieldErrors;
}

const TITLES: Record<ErrorCode, string> = {
  INPUT_INVALID: 'Some fields are not right.',
  TASK_UNKNOWN: 'There is no such task.',
  UNAUTHORIZED: 'You are not signed in.',
  FORBIDDEN: 'Your role may not do this.',
  NOT_FOUND: 'It does not exist (any more).',
  CONFLICT: 'That does not fit its state.',
  PAYLOAD_TOO_LARGE: 'That is too large.',
  UNSUPPORTED_MEDIA_TYPE: 'The server does not take this format.',
  RATE_LIMITED: 'Too many requests.',
  INTERNAL: 'The server made a mistake.',
  REDIS_UNAVAILABLE: 'Redis is away.',
  SHUTTING_DOWN: 'The server is restarting.',
  SERVER_UNAVAILABLE: 'No server answers.',
};

/** A plain HTTP call that was refused; `body` is null when no answer came, or one that is not the server's. */
export class RestError extends Error {
  readonly body: ErrorBody | null;
  /** After which another attempt is worth it, as the answer said; null: it said nothing. */
  readonly retryAfterSeconds: number | null;

  constructor(body: ErrorBody | null, retryAfterSeconds: number | null = null) {
    super(body?.message ?? 'No answer');
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const isErrorBody = (value: unknown): value is ErrorBody =>
  isRecord(value) &&
  typeof value['message'] === 'string' &&
  Object.hasOwn(TITLES, String(value['code']));

/** The error in the answer to a plain HTTP call; null when a proxy answered in its own words. */
export function errorBodyOf(answer: unknown): ErrorBody | null {
  const error = isRecord(answer) ? answer['error'] : null;
  return isErrorBody(error) ? error : null;
}

/** Why the server refused a plain HTTP call. */
export async function restErrorOf(answer: Response): Promise<RestError> {
  const body: unknown = await answer.json().catch(() => null);
  // Proxies may write a date there instead: nobody here waits for one.
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return new RestError(errorBodyOf(body), Number.isFinite(seconds) ? seconds : null);
}

const OFFLINE: ErrorWords = {
  title: 'The server does not answer.',
  detail: 'It may be restarting, or the network is down. The page goes on by itself.',
  code: 'OFFLINE',
  requestId: null,
  fields: {},
};

const bodyWords = ({ code, message, requestId = '', fields = {} }: ErrorBody): ErrorWords => ({
  title: TITLES[code],
  detail: message,
  code,
  requestId: requestId === '' ? null : requestId,
  fields,
});

/** The one place that turns whatever was thrown into words. Shown exactly once, in the place that it concerns. */
export function errorWords(error: unknown): ErrorWords {
  if (isTRPCClientError<AppRouter>(error)) {
    const app = error.data?.app;
    return app ? bodyWords(app) : OFFLINE;
  }
  if (error instanceof RestError) return error.body === null ? OFFLINE : bodyWords(error.body);
  return {
    title: 'The page made a mistake.',
    detail: error instanceof Error ? error.message : String(error),
    code: null,
    requestId: null,
    fields: {},
  };
}

/** Why what is shown is from before. `shownFrom` is epoch ms. */
export const staleWords = ({ title }: ErrorWords, shownFrom: number): string =>
  `Could not be refreshed: ${title} Shown as of ${formatClock(shownFrom)}.`;

/** Whether the same request may succeed by itself in a moment, so that asking again is worth it. */
export function isTransient(error: unknown): boolean {
  const { code } = errorWords(error);
  return (
    code === 'OFFLINE' ||
    code === 'REDIS_UNAVAILABLE' ||
    code === 'SHUTTING_DOWN' ||
    code === 'SERVER_UNAVAILABLE'
  );
}
