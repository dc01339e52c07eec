import { MAX_TAGS, Tag } from '@taskdeck/tasks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { audited } from '../audit/audited.ts';
import type { BulkRow } from '../services/bulk.ts';
import type { Services } from '../services/services.ts';
import { BulkReportText } from './bulk-report.ts';
import { csvRows, SEPARATORS } from './csv.ts';
import { jsonArrayRows } from './json-array.ts';
import { ndjsonRows } from './ndjson.ts';

const LIMIT_BYTES = 64 * 1_048_576;

const Query = z.object({
  dryRun: z.enum(['true', 'false']).default('false'),
  task: z.string().min(1).max(100).optional(),
  separator: z.enum(SEPARATORS).optional(),
  tag: z.union([Tag.transform((tag) => [tag]), z.array(Tag).max(MAX_TAGS)]).default([]),
});
type Query = z.infer<typeof Query>;

const tooLarge = () => new AppError('PAYLOAD_TOO_LARGE', 'More than 64 MB were sent.');

/** The text of a body as it comes, byte order mark removed. Errors: PAYLOAD_TOO_LARGE beyond the limit, INPUT_INVALID when it breaks off. */
async function* textOf(body: Readable): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let bytes = 0;
  // Destroying the request would take away the connection that the answer needs.
  const chunks: AsyncIterable<Buffer> = body.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > LIMIT_BYTES) throw tooLarge();
      yield decoder.decode(chunk, { stream: true });
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('INPUT_INVALID', 'The body broke off.', { cause });
  } finally {
    // Whatever is not read any more is let through: many callers look at the answer only when they have sent everything.
    body.resume();
  }
  yield decoder.decode();
}

function csvOptions({ task, separator }: Query, services: Services) {
  if (task === undefined) {
    throw new AppError('INPUT_INVALID', 'CSV needs ?task= with the name of a task.', {
      fields: { task: ['Which task do the rows submit?'] },
    });
  }
  const known = services.catalog().items.find(({ name }) => name === task);
  if (known === undefined) {
    const message = `There is no task named "${task}". GET /api/catalog lists them.`;
    throw new AppError('TASK_UNKNOWN', message, {
      fields: { task: ['Not a task of the catalogue'] },
    });
  }
  return { task, inputSchema: known.inputSchema, separator: separator ?? null };
}

type Rows = (
  text: AsyncIterable<string>,
  query: Query,
  services: Services,
) => AsyncIterable<BulkRow>;
const csv: Rows = (text, query, services) => csvRows(text, csvOptions(query, services));

const READERS: ReadonlyMap<string, Rows> = new Map<string, Rows>([
  ['application/json', (text) => jsonArrayRows(text)],
  ['application/x-ndjson', (text) => ndjsonRows(text)],
  ['text/csv', csv],
  [
    'text/tab-separated-values',
    (text, query, services) =>
      csv(text, { ...query, separator: query.separator ?? '\t' }, services),
  ],
]);

function rowsOf(request: FastifyRequest, query: Query, services: Services): AsyncIterable<BulkRow> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const reader = READERS.get(type);
  if (reader === undefined || !(request.body instanceof Readable)) {
    throw new AppError(
      'INPUT_INVALID',
      `Send the submissions as one of ${[...READERS.keys()].join(', ')}.`,
    );
  }
  if (Number(request.headers['content-length'] ?? 0) > LIMIT_BYTES) throw tooLarge();
  return reader(textOf(request.body), query, services);
}

/** `POST /api/tasks/bulk`: a plain route, because it reads a stream. Nobody's body is read before it is known who asks. */
export function registerBulk(
  app: FastifyInstance,
  contextOf: (request: FastifyRequest, path: string) => Promise<Context>,
): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // Handed on as it is; `rowsOf` reads it, and counts.
    scope.addContentTypeParser(
      [...READERS.keys()],
      { bodyLimit: LIMIT_BYTES },
      (_request, stream, parsed) => parsed(null, stream),
    );
    scope.post('/api/tasks/bulk', { bodyLimit: LIMIT_BYTES }, async (request, reply) => {
      const ctx = await contextOf(request, 'tasks.bulk');
      const { services, requestId } = ctx;
      const query = Query.safeParse(request.query);
      const dryRun = query.data?.dryRun === 'true';
      const report = new BulkReportText();
      const change = {
        path: 'tasks.bulk',
        request: request.query,
        // A dry run changes nothing.
        noted: dryRun ? 'refused' : 'always',
        after: () => report.counts,
      } as const;
      await audited(ctx, change, async (actor) => {
        if (!query.success) throw query.error;
        const rows = rowsOf(request, query.data, services);
        const options = { actor, requestId, dryRun, tags: query.data.tag };
        for await (const item of services.bulk(rows, options)) report.add(item);
      });
      const { body, bytes } = report.end();
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-length', bytes)
        .send(body);
    });
    done();
  });
}
