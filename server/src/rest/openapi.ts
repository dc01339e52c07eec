import { generateOpenApiDocument } from 'trpc-to-openapi';
import { appRouter } from '../router.ts';

/** OpenAPI 3.1 of everything below `/api`, from the router itself. */
export function openApiDocument(version: string) {
  const document = generateOpenApiDocument(appRouter, {
    title: 'Taskdeck',
    version,
    description:
      'Submit and follow background jobs. Errors: `{ "error": { "code", "message", "fields"?, "requestId" } }`.',
    baseUrl: '/',
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
  });
  return { ...document, security: [{ bearer: [] }] };
}
