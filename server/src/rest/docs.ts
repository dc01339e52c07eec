import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from './openapi.ts';

/** `/api/openapi.json`, and the same to browse and try out at `/api/docs`. */
export async function registerDocs(app: FastifyInstance, version: string): Promise<void> {
  const document = openApiDocument(version);
  app.get('/api/openapi.json', () => document);
  // The plugin below asks for this one; what it shows is our own document.
  await app.register(swagger, { hideUntagged: true });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { url: '/api/openapi.json' },
  });
}
