import { jobFolder, listArtifacts } from '@taskdeck/tasks/artifacts/job-folder';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { openArtifact } from '../artifacts/open-artifact.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { demandPermission } from '../permissions.ts';
import type { Artifacts } from '../schemas/artifact.ts';
import { JobId } from '../schemas/common.ts';

type ContextOf = (request: FastifyRequest, path: string) => Promise<Context>;

const Params = z.object({ id: JobId, '*': z.string().optional() });

/** Whoever may see a job may have its files. Errors: UNAUTHORIZED, NOT_FOUND. */
async function jobOf(request: FastifyRequest, contextOf: ContextOf): Promise<string> {
  const { actor, services } = await contextOf(request, 'tasks.get');
  demandPermission('tasks.get', actor);
  const { id } = Params.parse(request.params);
  return (await services.job(id)).id;
}

/** Always a download: a browser must never take for ours what a program wrote. */
function disposition(name: string): string {
  const file = name.slice(name.lastIndexOf('/') + 1);
  // RFC 8187 allows less than encodeURIComponent leaves.
  const encoded = encodeURIComponent(file).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}

/**
 * `GET /api/tasks/{id}/artifacts` and `…/artifacts/{name}`: plain routes, because a file is no JSON.
 * @param artifactsDir null: jobs leave no files here
 */
export function registerArtifacts(
  app: FastifyInstance,
  contextOf: ContextOf,
  artifactsDir: string | null,
): void {
  app.get('/api/tasks/:id/artifacts', async (request): Promise<Artifacts> => {
    const id = await jobOf(request, contextOf);
    const items = artifactsDir === null ? [] : await listArtifacts(jobFolder(artifactsDir, id));
    return { items };
  });

  app.get('/api/tasks/:id/artifacts/*', async (request, reply) => {
    const id = await jobOf(request, contextOf);
    const { '*': name = '' } = Params.parse(request.params);
    const artifact = artifactsDir === null ? null : await openArtifact(artifactsDir, id, name);
    if (artifact === null) throw new AppError('NOT_FOUND', 'The job left no such file.');
    const { file, sizeBytes } = artifact;
    reply.headers({
      'content-type': 'application/octet-stream',
      'content-length': sizeBytes,
      'content-disposition': disposition(name),
      'cache-control': 'no-store',
    });
    // As long as it was, should it grow meanwhile.
    return sizeBytes === 0
      ? file.close().then(() => reply.send(''))
      : reply.send(file.createReadStream({ start: 0, end: sizeBytes - 1 }));
  });
}
