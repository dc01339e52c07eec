import type { FastifyInstance } from 'fastify';

/** Addresses people guess lead to their counterparts. */
const REDIRECTS = {
  '/health': '/api/health',
  '/dashboard': '/',
  '/dashboard/stats': '/api/stats',
  '/dashboard/health': '/api/health',
} as const;

export function registerRedirects(app: FastifyInstance): void {
  for (const [from, to] of Object.entries(REDIRECTS)) {
    app.get(from, (_request, reply) => reply.redirect(to, 302));
  }
}
