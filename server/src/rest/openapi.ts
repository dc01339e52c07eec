import { Tag } from '@taskdeck/tasks';
import { generateOpenApiDocument } from 'trpc-to-openapi';
import { z } from 'zod';
import { appRouter } from '../router.ts';
import { PERMISSIONS } from '../permissions.ts';
import { accessPaths } from './access-openapi.ts';
import { artifactPaths } from './artifacts-openapi.ts';
import { BulkReport } from '../schemas/bulk.ts';
import { SEPARATORS } from './csv.ts';
import { JobId } from '../schemas/common.ts';
import { Submission } from '../schemas/job.ts';

const ERROR = {
  description: 'What happened, to what, and what to do',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message', 'requestId'],
            properties: {
              code: { type: 'string' },
              message: { type: 'string' },
              fields: {
                type: 'object',
                additionalProperties: { type: 'array', items: { type: 'string' } },
              },
              id: { type: 'string', description: 'The job it concerns, where there is one' },
              requestId: { type: 'string' },
            },
          },
        },
      },
    },
  },
};

const Operation = z.looseObject({
  operationId: z.string().optional(),
  description: z.string().optional(),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

/** The answers as we give them: our shape of error for all refusals, and 202 where work was only accepted. */
function ownResponses(path: string, method: string, responses: Record<string, unknown>) {
  const ok = path === '/api/tasks' && method === 'post' ? '202' : '200';
  return { [ok]: responses['200'], '4XX': ERROR, '5XX': ERROR };
}

const BULK_PARAMETERS = [
  {
    name: 'dryRun',
    in: 'query',
    description: 'true: only check',
    schema: { type: 'boolean', default: false },
  },
  {
    name: 'task',
    in: 'query',
    description: 'CSV only, and needed there: what every row submits',
    schema: { type: 'string' },
  },
  {
    name: 'separator',
    in: 'query',
    description: 'CSV only: of the cells; found out from the header if left out',
    schema: { type: 'string', enum: SEPARATORS },
  },
  {
    name: 'tag',
    in: 'query',
    description: 'For every row, besides its own; may be given several times',
    schema: { type: 'array', items: z.toJSONSchema(Tag) },
  },
] as const;

/** The one call that is no procedure. */
function bulkOperation() {
  const submissions = { type: 'array', items: z.toJSONSchema(Submission, { io: 'input' }) };
  return {
    operationId: 'tasks-bulk',
    tags: ['Tasks'],
    summary: 'Submit many jobs: at most 100,000 rows, 64 MB',
    parameters: BULK_PARAMETERS,
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: submissions },
        'application/x-ndjson': {
          schema: { type: 'string', description: 'One submission on each line' },
        },
        'text/csv': {
          schema: {
            type: 'string',
            description:
              'The header names fields of the input (steps; limits.low for a field of a field) and options (options.priority). An empty cell is left out; a list is a|b|c',
          },
        },
      },
    },
    responses: {
      '200': {
        description: 'What became of each row',
        content: { 'application/json': { schema: z.toJSONSchema(BulkReport) } },
      },
      '4XX': ERROR,
      '5XX': ERROR,
    },
  };
}

/** A job's log to keep. */
const LOG_TEXT_OPERATION = {
  operationId: 'tasks-logText',
  tags: ['Tasks'],
  summary: "A job's log as text, a line each: time, level, attempt, message",
  parameters: [{ name: 'id', in: 'path', required: true, schema: z.toJSONSchema(JobId) }],
  responses: {
    '200': {
      description: 'All lines that are kept',
      content: { 'text/plain': { schema: { type: 'string' } } },
    },
    '4XX': ERROR,
    '5XX': ERROR,
  },
};

const LEAST: ReadonlyMap<string, string> = new Map(Object.entries(PERMISSIONS));

/** Who may call it, from the one table. */
function sayRole(operation: z.infer<typeof Operation>): void {
  const least = LEAST.get(operation.operationId?.replace('-', '.') ?? '');
  if (least === undefined) return;
  const words = least === 'public' ? 'No sign-in is needed.' : `Least role: ${least}.`;
  operation.description = [operation.description, words].filter(Boolean).join(' ');
  operation['x-least-role'] = least;
}

/** OpenAPI 3.1 of everything below `/api`, from the router itself. */
export function openApiDocument(version: string): Record<string, unknown> {
  const generated = generateOpenApiDocument(appRouter, {
    title: 'Taskdeck',
    version,
    description: 'Submit and follow background jobs.',
    baseUrl: '/',
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
  });
  const document = Document.parse(JSON.parse(JSON.stringify(generated)));
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      operation.responses = ownResponses(path, method, operation.responses);
    }
  }
  document.paths['/api/tasks/bulk'] = { post: bulkOperation() };
  document.paths['/api/tasks/{id}/log.txt'] = { get: LOG_TEXT_OPERATION };
  Object.assign(document.paths, artifactPaths({ '4XX': ERROR, '5XX': ERROR }));
  Object.assign(document.paths, accessPaths({ '4XX': ERROR, '5XX': ERROR }));
  for (const operations of Object.values(document.paths))
    for (const operation of Object.values(operations)) sayRole(operation);
  return { ...document, security: [{ bearer: [] }] };
}
