import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { demandPermission } from '../permissions.ts';
import { AuditQuery, type AuditEntry } from '../schemas/audit.ts';
import type { AuditServices } from '../services/audit.ts';

const COLUMNS = [
  'at',
  'actor',
  'role',
  'via',
  'action',
  'outcome',
  'code',
  'objects',
  'request',
  'before',
  'after',
  'address',
  'requestId',
] as const;

/**
 * A cell of CSV (RFC 4180). A spreadsheet takes what begins with = + - @, a tab or a line end for a formula: an apostrophe in front makes it text
 * (OWASP, CSV injection).
 */
function cell(value: string | null): string {
  const text = value ?? '';
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function line({ actor, objects, ...entry }: AuditEntry): string {
  const flat = {
    ...entry,
    actor: actor?.name ?? null,
    role: actor?.role ?? null,
    via: actor?.via ?? null,
    objects: objects.join(' '),
  };
  return COLUMNS.map((column) => cell(flat[column])).join(',');
}

async function* lines(audit: AuditServices, query: AuditQuery): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  let cursor: string | undefined;
  do {
    const page = await audit.page({ ...query, limit: 200, cursor });
    for (const entry of page.items) yield `${line(entry)}\r\n`;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** `GET /api/audit.csv`: all that matches a filter, newest first; a plain route, because it is streamed and no JSON. */
export function registerAuditCsv(
  app: FastifyInstance,
  contextOf: (request: FastifyRequest, path: string) => Promise<Context>,
): void {
  app.get('/api/audit.csv', async (request, reply) => {
    const { actor, services } = await contextOf(request, 'audit.list');
    demandPermission('audit.list', actor);
    const query = AuditQuery.parse(request.query);
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="taskdeck-audit.csv"')
      .send(Readable.from(lines(services.audit, query), { objectMode: false }));
  });
}
