import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from './openapi.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Swagger UI writes style attributes into its own markup; nothing else is looser than elsewhere. */
const POLICY = SECURITY_HEADERS['content-security-policy'].replace(
  "style-src 'self'",
  "style-src 'self' 'unsafe-inline'",
);

/** `/api/openapi.json`, and the same to browse and try out at `/api/docs`. */
export async function registerDocs(app: FastifyInstance, version: string): Promise<void> {
  const document = openApiDocument(version);
  app.get('/api/openapi.json', () => document);
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', POLICY);
    });
    // The page's plugin asks this one for a document; what it shows is ours.
    await scope.register(swagger);
    await scope.register(swaggerUi, {
      routePrefix: '/api/docs',
      transformSpecification: () => document,
    });
  });
}
