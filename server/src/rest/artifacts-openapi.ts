import { z } from 'zod';
import { Artifacts } from '../schemas/artifact.ts';

const TEXT = { type: 'string' } as const;
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const name = {
  name: 'name',
  in: 'path',
  required: true,
  description: 'As the list has it; its slashes may stay as they are',
  schema: TEXT,
};

/**
 * OpenAPI of the routes in artifacts.ts, which are no procedures.
 * @param refusals the answers that say no, which are the same everywhere
 */
export function artifactPaths(refusals: object) {
  const operation = (summary: string, more: object, ok: object) => ({
    get: { tags: ['Tasks'], summary, ...more, responses: { '200': ok, ...refusals } },
  });
  return {
    '/api/tasks/{id}/artifacts': operation(
      'The files that a job has left',
      { operationId: 'tasks-artifacts', parameters: [id] },
      {
        description: 'By name; empty when there are none',
        content: { 'application/json': { schema: z.toJSONSchema(Artifacts) } },
      },
    ),
    '/api/tasks/{id}/artifacts/{name}': operation(
      'Download a file that a job has left',
      { operationId: 'tasks-artifact', parameters: [id, name] },
      {
        description: 'The file',
        content: { 'application/octet-stream': { schema: { ...TEXT, format: 'binary' } } },
      },
    ),
  };
}
