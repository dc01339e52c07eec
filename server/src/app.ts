import cookie from '@fastify/cookie';
import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import type { Sessions } from './auth/sessions.ts';
import { makeWho } from './auth/who.ts';
import type { Context } from './context.ts';
import { AppError } from './errors.ts';
import { isDeeperThan, MAX_JSON_DEPTH } from './json-depth.ts';
import { PERMISSIONS } from './permissions.ts';
import { requestId } from './request-id.ts';
import { registerDocs } from './rest/docs.ts';
import { sendError } from './rest/errors.ts';
import { registerPanel, registerSecurityHeaders } from './rest/panel.ts';
import { registerRest } from './rest/rest-routes.ts';
import { registerSession } from './rest/session-routes.ts';
import { appRouter, type AppRouter } from './router.ts';
import type { Services } from './services/services.ts';
import { toAppError, toTrpcError } from './trpc-errors.ts';

/** Bodies are at most this large. */
const BODY_LIMIT_BYTES = 1_048_576;

export interface AppParts {
  readonly services: Services;
  readonly sessions: Sessions;
  /** The operator's bearer token; null: none. */
  readonly token: string | null;
  readonly version: string;
  /** Folder of the built panel; null: it is served elsewhere. */
  readonly webRoot: string | null;
  readonly trustProxy: boolean;
  readonly log: FastifyBaseLogger;
}

/** Builds the HTTP server from its parts. Listening is main.ts' business. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: parts.log,
    // One line a request is Nginx' business; here only what went wrong.
    disableRequestLogging: true,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    trustProxy: parts.trustProxy,
    bodyLimit: BODY_LIMIT_BYTES,
    // Open streams must not hold up a stop; the hub has ended them by then.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1_000 },
  });
  app.setErrorHandler(sendError);
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    done(null, payload);
  });
  app.addHook('preValidation', (request, _reply, done) => {
    // Within /trpc bodies are still text here.
    const deep = typeof request.body === 'string' && isDeeperThan(request.body, MAX_JSON_DEPTH);
    done(deep ? tooDeep() : undefined);
  });
  await app.register(cookie);
  await registerSecurityHeaders(app);
  registerJson(app);

  const who = makeWho(parts.sessions, parts.token);
  const isPublic = (path: string) =>
    Object.entries(PERMISSIONS).some(([name, role]) => name === path && role === 'public');
  const contextOf = async (request: FastifyRequest, path: string): Promise<Context> => ({
    // What needs no sign-in must not fail because sessions can't be read.
    actor: isPublic(path) ? null : await who(request),
    requestId: request.id,
    services: parts.services,
  });

  registerRest(app, contextOf);
  registerSession(app, parts.sessions);
  await registerDocs(app, parts.version);
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      allowMethodOverride: false,
      createContext: async ({ req }) => {
        try {
          return await contextOf(req, procedurePath(req.url));
        } catch (error) {
          throw toTrpcError(error);
        }
      },
      onError: ({ error, path }) => {
        if (toAppError(error).code === 'INTERNAL')
          parts.log.error({ err: error, path }, 'Procedure failed');
      },
    } satisfies FastifyTRPCPluginOptions<AppRouter>['trpcOptions'],
  });
  registerRedirects(app);
  if (parts.webRoot !== null) await registerPanel(app, parts.webRoot);
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      parts.webRoot !== null &&
      request.method === 'GET' &&
      !/^\/(api|trpc|assets)\//.test(request.url);
    if (isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return sendError(
      new AppError('NOT_FOUND', 'There is nothing at this address.'),
      request,
      reply,
    );
  });
  return app;
}

const tooDeep = () =>
  new AppError('INPUT_INVALID', `The JSON nests deeper than ${MAX_JSON_DEPTH} levels.`);

/** `tasks.get` of `/trpc/tasks.get?input=…`. A batch of several is none of them. */
const procedurePath = (url: string): string => url.slice('/trpc/'.length).split('?')[0] ?? '';

/** JSON bodies: bounded in depth, without keys that reach prototypes; an empty body is none. */
function registerJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString();
    if (text === '') done(null);
    else if (isDeeperThan(text, MAX_JSON_DEPTH)) done(tooDeep());
    else parse(request, text, done);
  });
}

/** Addresses people guess lead to their counterparts. */
function registerRedirects(app: FastifyInstance): void {
  const to: Record<string, string> = {
    '/health': '/api/health',
    '/dashboard': '/',
    '/dashboard/stats': '/api/stats',
    '/dashboard/health': '/api/health',
  };
  for (const [from, target] of Object.entries(to))
    app.get(from, (_request, reply) => reply.redirect(target, 302));
}
