/** The closed set of what can go wrong at our door, with the HTTP status of each. */
export const ERROR_STATUS = {
  INPUT_INVALID: 400,
  TASK_UNKNOWN: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  REDIS_UNAVAILABLE: 503,
  SHUTTING_DOWN: 503,
  /** Said by Nginx only, in the same shape: no server answered it. */
  SERVER_UNAVAILABLE: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

/** Why, by field path (`options.delayMs`, `input.strike`; the empty path is the whole body). */
export type FieldErrors = Record<string, string[]>;

interface AppErrorOptions {
  readonly cause?: unknown;
  readonly fields?: FieldErrors;
  readonly id?: string;
  readonly retryAfterSeconds?: number;
}

/** Every error this server throws on purpose. `message` says what happened, to what, and what to do. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly fields: FieldErrors | undefined;
  /** Id of the job it concerns, where one was made beforehand (so that a caller can ask later what became of it). */
  readonly id: string | undefined;
  /** Of RATE_LIMITED: seconds after which to try again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fields = options.fields;
    this.id = options.id;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The body of every error answer below `/api`, and `data.app` of tRPC errors. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  fields?: FieldErrors;
  id?: string;
  requestId: string;
}
