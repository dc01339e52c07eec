import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { demandPermission } from '../permissions.ts';
import { JobId } from '../schemas/common.ts';

const Params = z.object({ id: JobId });

/** `GET /api/tasks/{id}/log.txt`: a job's log to keep; a plain route, because it is streamed and no JSON. */
export function registerLogText(
  app: FastifyInstance,
  contextOf: (request: FastifyRequest, path: string) => Promise<Context>,
): void {
  app.get('/api/tasks/:id/log.txt', async (request, reply) => {
    const { actor, services } = await contextOf(request, 'tasks.logs');
    demandPermission('tasks.logs', actor);
    const { id } = Params.parse(request.params);
    const lines = await services.jobLogText(id);
    return reply
      .header('content-type', 'text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}.log.txt"`)
      .header('x-content-type-options', 'nosniff')
      .send(Readable.from(lines, { objectMode: false }));
  });
}
