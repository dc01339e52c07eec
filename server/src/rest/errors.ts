import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, ERROR_STATUS, type ErrorCode } from '../errors.ts';
import { asRedisError } from '../redis/unavailable.ts';
import { toAppError, toErrorBody } from '../trpc-errors.ts';

/** Fastify's own refusals, before any procedure is called. */
const FASTIFY_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'INPUT_INVALID',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INPUT_INVALID',
  FST_ERR_CTP_INVALID_JSON_BODY: 'INPUT_INVALID',
  FST_ERR_BAD_URL: 'INPUT_INVALID',
};

function fromFastify(error: FastifyError): unknown {
  const code = FASTIFY_CODES[error.code];
  if (code !== undefined) return new AppError(code, error.message, { cause: error });
  // The JSON parser's refusals (syntax, __proto__) carry only a status.
  if (error.statusCode === 400)
    return new AppError('INPUT_INVALID', `The body is not valid JSON: ${error.message}`, {
      cause: error,
    });
  // A path that leads out of a folder of files is no address of ours, and told like any other.
  if (error.statusCode === 404 || error.statusCode === 403)
    return new AppError('NOT_FOUND', 'There is nothing at this address.', { cause: error });
  return asRedisError(error);
}

/** Answers an error in the one shape of the contract. What nobody foresaw is logged with its stack; what was, only counts as an answer. */
export function sendError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  // Fastify gives a status to whatever a hook throws, so ours are told apart first.
  const foreign = !(error instanceof AppError) && 'statusCode' in error;
  const app = toAppError(foreign ? fromFastify(error) : asRedisError(error));
  if (app.code === 'INTERNAL') request.log.error({ err: error }, 'Request failed');
  if (app.retryAfterSeconds !== undefined) reply.header('retry-after', app.retryAfterSeconds);
  return reply.status(ERROR_STATUS[app.code]).send({ error: toErrorBody(app, request.id) });
}
