import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { demandPermission } from '../permissions.ts';
import type { BulkRow } from '../services/bulk.ts';
import { ndjsonRows } from './ndjson.ts';

/** NDJSON is read as it comes; a JSON array is held whole, so it may be less. */
const NDJSON_LIMIT_BYTES = 64 * 1_048_576;
const ARRAY_LIMIT_BYTES = 8 * 1_048_576;

const Query = z.object({ dryRun: z.enum(['true', 'false']).default('false') });

/** Ends with PAYLOAD_TOO_LARGE once more than the limit has come. What came before has been submitted, and the caller is told. */
async function* bounded(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > NDJSON_LIMIT_BYTES) {
      throw new AppError(
        'PAYLOAD_TOO_LARGE',
        'More than 64 MB were sent. The rows before were submitted; GET /api/tasks lists them.',
      );
    }
    yield chunk;
  }
}

function rowsOf(body: unknown): AsyncIterable<BulkRow> | BulkRow[] {
  if (body instanceof Readable) return ndjsonRows(bounded(body));
  if (Array.isArray(body)) return body.map((value: unknown) => ({ value }));
  throw new AppError(
    'INPUT_INVALID',
    'The body must be a JSON array of submissions, or NDJSON (application/x-ndjson) with one on each line.',
  );
}

/** `POST /api/tasks/bulk`: a plain route, because it reads a stream. */
export function registerBulk(
  app: FastifyInstance,
  contextOf: (request: FastifyRequest, path: string) => Promise<Context>,
): void {
  app.register((scope, _options, done) => {
    scope.addContentTypeParser(
      'application/x-ndjson',
      { bodyLimit: NDJSON_LIMIT_BYTES },
      (_request, stream, parsed) => parsed(null, stream),
    );
    scope.post('/api/tasks/bulk', { bodyLimit: ARRAY_LIMIT_BYTES }, async (request) => {
      const { actor, services, requestId } = await contextOf(request, 'tasks.bulk');
      const { dryRun } = Query.parse(request.query);
      return services.bulk(rowsOf(request.body), {
        actor: demandPermission('tasks.bulk', actor),
        requestId,
        dryRun: dryRun === 'true',
      });
    });
    done();
  });
}
