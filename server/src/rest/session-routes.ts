import cookies from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SESSION_SECONDS, type Sessions } from '../auth/sessions.ts';
import { SESSION_COOKIE } from '../auth/who.ts';
import { AppError } from '../errors.ts';
import { withRedis } from '../redis/unavailable.ts';

const Link = z.object({ secret: z.string().min(1).max(200) });

/** Sign-in by one-time link, and sign-out. Only these set cookies, so only they have the plugin's hooks. */
export async function registerSession(app: FastifyInstance, sessions: Sessions): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(cookies);
    addRoutes(scope, sessions);
  });
}

function addRoutes(app: FastifyInstance, sessions: Sessions): void {
  app.post('/api/session/link', async (request, reply) => {
    const { secret } = Link.parse(request.body);
    const cookie = await withRedis(sessions.redeem(secret));
    if (cookie === null) {
      throw new AppError(
        'UNAUTHORIZED',
        'This sign-in link was used already or is too old. The server prints a new one when it starts.',
      );
    }
    return reply
      .setCookie(SESSION_COOKIE, cookie, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
        maxAge: SESSION_SECONDS,
      })
      .status(204)
      .send();
  });
  app.delete('/api/session', async (request, reply) => {
    const cookie = request.cookies[SESSION_COOKIE];
    if (cookie !== undefined) await withRedis(sessions.end(cookie));
    return reply.clearCookie(SESSION_COOKIE, { path: '/' }).status(204).send();
  });
}
