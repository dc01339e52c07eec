import type { ErrorCode, FieldErrors } from '@taskdeck/server/errors';
import type { AppRouter } from '@taskdeck/server/router';
import { isTRPCClientError } from '@trpc/client';

/** `OFFLINE`: no answer that could be understood. `TIMEOUT`: what was waited for did not happen in time. The others are the server's own. */
export type TaskdeckErrorCode = ErrorCode | 'OFFLINE' | 'TIMEOUT';

interface Details {
  readonly cause?: unknown;
  readonly fields?: FieldErrors | undefined;
  readonly id?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Every refusal and failure of a call. `message` is for people, `code` for programs. */
export class TaskdeckError extends Error {
  override readonly name = 'TaskdeckError';
  readonly code: TaskdeckErrorCode;
  /** Why, by field path (`input.steps`); empty unless fields were refused. */
  readonly fields: FieldErrors;
  /** The job that it concerns; null where there is none, or none is known. */
  readonly id: string | null;
  /** What the server's log has it under; null when no server answered. */
  readonly requestId: string | null;

  constructor(code: TaskdeckErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.fields = details.fields ?? {};
    this.id = details.id ?? null;
    this.requestId = details.requestId ?? null;
  }
}

/** The error of a call as a TaskdeckError; anything else, such as an abort, as it is. */
export function asTaskdeckError(error: unknown): unknown {
  if (!isTRPCClientError<AppRouter>(error)) return error;
  const app = error.data?.app;
  if (app) return new TaskdeckError(app.code, app.message, { ...app, cause: error });
  return new TaskdeckError('OFFLINE', `No answer: ${error.message}`, { cause: error });
}

const TRANSIENT: readonly TaskdeckErrorCode[] = [
  'OFFLINE',
  'RATE_LIMITED',
  'REDIS_UNAVAILABLE',
  'SHUTTING_DOWN',
  'SERVER_UNAVAILABLE',
];

/** Whether the same call may succeed in a moment. */
export const isTransient = (error: unknown): error is TaskdeckError =>
  error instanceof TaskdeckError && TRANSIENT.includes(error.code);
