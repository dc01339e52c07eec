import cookies from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { Audit } from '../audit/audit.ts';
import { failureOf } from '../audit/audited.ts';
import { OIDC_SECONDS, type Oidc } from '../auth/oidc.ts';
import { SESSION_SECONDS } from '../auth/sessions.ts';
import type { SignIn } from '../auth/sign-in.ts';
import { sessionCookie } from '../auth/who.ts';
import { withRedis } from '../redis/unavailable.ts';
import { toAppError } from '../trpc-errors.ts';
import { noteOfSession, visitorOf } from './session-routes.ts';

/** Where the provider sends browsers back to. */
export const OIDC_CALLBACK = '/api/session/oidc/callback';
const FLOW_COOKIE = 'taskdeck_oidc';

interface Parts {
  /** null: off. */
  readonly oidc: Oidc | null;
  readonly signIn: SignIn;
  readonly audit: Audit;
  readonly secure: boolean;
}

/**
 * Sign-in by an identity provider. These are addresses that browsers are sent to, so what goes wrong leads to the sign-in page with a code, and
 * the cause is in the audit and the log.
 */
export async function registerOidc(app: FastifyInstance, parts: Parts): Promise<void> {
  const { oidc } = parts;
  app.get('/api/session/ways', async () => ({ oidc: oidc?.label ?? null }));
  if (oidc === null) return;
  await app.register(async (scope) => {
    await scope.register(cookies);
    addRoutes(scope, { ...parts, oidc });
  });
}

function addRoutes(app: FastifyInstance, parts: Parts & { readonly oidc: Oidc }): void {
  const { oidc, signIn, audit, secure } = parts;
  const failed = (error: unknown): string => {
    app.log.warn({ err: error }, 'Sign-in by the identity provider failed');
    return `/sign-in?failed=${toAppError(error).code}`;
  };
  app.get('/api/session/oidc', async (_request, reply) => {
    try {
      const { url, cookie } = await withRedis(oidc.begin());
      // Lax, because the provider's page is another site; for these two addresses only.
      const options = { path: '/api/session/oidc', httpOnly: true, sameSite: 'lax' } as const;
      return reply
        .setCookie(FLOW_COOKIE, cookie, { ...options, secure, maxAge: OIDC_SECONDS })
        .redirect(url);
    } catch (error) {
      return reply.redirect(failed(error));
    }
  });
  app.get(OIDC_CALLBACK, async (request, reply) => {
    const flow = request.cookies[FLOW_COOKIE] ?? '';
    const query = request.url.split('?')[1] ?? '';
    let name: string | null = null;
    const note = () => ({ ...noteOfSession(request, 'session.begin', name), request: 'oidc' });
    reply.clearCookie(FLOW_COOKIE, { path: '/api/session/oidc', secure });
    try {
      const vouched = await withRedis(oidc.end(flow, query));
      name = vouched.name;
      const cookie = await withRedis(signIn.byOidc(vouched, visitorOf(request)));
      const actor = { ...vouched, via: 'session' } as const;
      await audit.note({ ...note(), outcome: 'done', code: null, actor });
      const options = { path: '/', httpOnly: true, sameSite: 'strict' } as const;
      return reply
        .setCookie(sessionCookie(secure), cookie, { ...options, secure, maxAge: SESSION_SECONDS })
        .redirect('/');
    } catch (error) {
      await audit.note({ ...note(), ...failureOf(error) });
      return reply.redirect(failed(error));
    }
  });
}
