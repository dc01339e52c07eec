import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { AppError, type ErrorBody, type ErrorCode } from './errors.ts';
import { invalid } from './field-errors.ts';

const TRPC_CODE = {
  INPUT_INVALID: 'BAD_REQUEST',
  TASK_UNKNOWN: 'BAD_REQUEST',
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
  REDIS_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  SHUTTING_DOWN: 'SERVICE_UNAVAILABLE',
  SERVER_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<ErrorCode, TRPCError['code']>;

/** Codes of tRPC's own refusals, which no service threw. */
const OWN_CODE: Partial<Record<TRPCError['code'], ErrorCode>> = {
  BAD_REQUEST: 'INPUT_INVALID',
  PARSE_ERROR: 'INPUT_INVALID',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'NOT_FOUND',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
};

/** The AppError behind any error that reached the door; what nobody foresaw is INTERNAL, without its text. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) return invalid(error);
  if (error instanceof TRPCError) {
    if (error.cause instanceof AppError) return error.cause;
    if (error.cause instanceof z.ZodError) return invalid(error.cause);
    const code = OWN_CODE[error.code];
    if (code !== undefined) return new AppError(code, error.message, { cause: error });
  }
  return new AppError(
    'INTERNAL',
    'The server failed. Its log has the cause under this request id.',
    { cause: error },
  );
}

export function toTrpcError(error: unknown): TRPCError {
  const app = toAppError(error);
  return new TRPCError({ code: TRPC_CODE[app.code], message: app.message, cause: app });
}

export function toErrorBody(error: unknown, requestId: string): ErrorBody {
  const { code, message, fields, id } = toAppError(error);
  return { code, message, ...(fields && { fields }), ...(id !== undefined && { id }), requestId };
}
