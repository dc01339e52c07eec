import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Audit } from './audit/audit.ts';
import { failureOf, noteOf } from './audit/audited.ts';
import type { Oidc } from './auth/oidc.ts';
import type { SignIn } from './auth/sign-in.ts';
import type { Sessions } from './auth/sessions.ts';
import { makeWho, type WhoOptions } from './auth/who.ts';
import type { Actor, Context } from './context.ts';
import { AppError } from './errors.ts';
import { registerJsonBodies } from './json-bodies.ts';
import { RateLimit } from './rate-limit.ts';
import { isChange, isPublic } from './permissions.ts';
import { requestId } from './request-id.ts';
import { registerArtifacts } from './rest/artifacts.ts';
import { registerAuditCsv } from './rest/audit-csv.ts';
import { registerBulk } from './rest/bulk-route.ts';
import { registerDocs } from './rest/docs.ts';
import { sendError } from './rest/errors.ts';
import { type HostSettings, makeHostCheck } from './rest/host-check.ts';
import { registerLogText } from './rest/log-route.ts';
import { registerOidc } from './rest/oidc-routes.ts';
import { registerPanel } from './rest/panel.ts';
import { registerRedirects } from './rest/redirects.ts';
import { registerRest } from './rest/rest-routes.ts';
import { securityHeaders } from './rest/security-headers.ts';
import { registerSession } from './rest/session-routes.ts';
import type { Services } from './services/services.ts';
import { registerTrpc } from './trpc-plugin.ts';

/** Bodies are at most this large. */
const BODY_LIMIT_BYTES = 1_048_576;

interface AppParts extends WhoOptions, HostSettings {
  readonly services: Services;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  /** Sign-in by an identity provider; null: off. */
  readonly oidc: Oidc | null;
  readonly audit: Audit;
  readonly version: string;
  /** Folder of the built panel; null: it is served elsewhere. */
  readonly webRoot: string | null;
  /** Folder with the files of each job; null: jobs leave none here. */
  readonly artifactsDir: string | null;
  readonly trustProxy: boolean;
  /** Requests a second of one account, or of one address that is not signed in; 0: no limit. */
  readonly accountRateLimit: number;
  readonly now: () => number;
  readonly log: FastifyBaseLogger;
}

function bareApp({ log, trustProxy, secure, ...hosts }: AppParts): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    // One line a request is Nginx' business; here only what went wrong.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestId(request.headers['x-request-id']),
    trustProxy,
    bodyLimit: BODY_LIMIT_BYTES,
    // Names of queues and ids of jobs that others made stand in paths, and a character of theirs may take nine.
    routerOptions: { maxParamLength: 5_000 },
    // Open streams must not hold up a stop; the hub has ended them by then.
    forceCloseConnections: true,
  });
  app.setErrorHandler(sendError);
  const headers = securityHeaders(secure);
  const demandHost = makeHostCheck(hosts);
  app.addHook('onRequest', (request, reply, done) => {
    const isApi = request.url.startsWith('/api/');
    reply.headers(isApi ? headers.api : headers.page).header('x-request-id', request.id);
    demandHost(request);
    done();
  });
  return app;
}

/** An account however many sessions it has; a token by its id, because two may have one name. */
const callerOf = ({ via, name, proofId }: Actor): string =>
  via === 'session' ? `account:${name}` : `token:${proofId ?? ''}`;

/** Who asks, as long as that is not too often. Each call of a batch counts. */
function limitedWho(parts: AppParts) {
  const who = makeWho(parts.sessions, parts);
  const limit = new RateLimit(parts.accountRateLimit, parts.now);
  return async (request: FastifyRequest, path: string): Promise<Actor | null> => {
    const calls = path.split(',').length;
    const actor = await who(request).catch((error: unknown) => {
      limit.demand(`address:${request.ip}`, calls);
      throw error;
    });
    limit.demand(actor === null ? `address:${request.ip}` : callerOf(actor), calls);
    return actor;
  };
}

/** The same; who has a forged proof, or comes from a foreign page, is noted where something would have been changed. */
function notedWho(parts: AppParts) {
  const actorOf = limitedWho(parts);
  return async (request: FastifyRequest, path: string): Promise<Actor | null> => {
    try {
      return await actorOf(request, path);
    } catch (error) {
      const failure = failureOf(error);
      const origin = { requestId: request.id, address: request.ip };
      if (isChange(path) && failure.outcome === 'refused')
        await parts.audit.note({ ...noteOf(origin, path, null), ...failure, actor: null });
      throw error;
    }
  };
}

/** Builds the HTTP server from its parts. Listening is main.ts' business. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const app = bareApp(parts);
  registerJsonBodies(app);

  const actorOf = notedWho(parts);
  const contextOf = async (request: FastifyRequest, path: string): Promise<Context> => ({
    // What needs no sign-in must not fail because sessions can't be read.
    actor: isPublic(path) ? null : await actorOf(request, path),
    requestId: request.id,
    address: request.ip,
    audit: parts.audit,
    services: parts.services,
  });
  registerRest(app, contextOf);
  registerBulk(app, contextOf);
  registerLogText(app, contextOf);
  registerAuditCsv(app, contextOf);
  registerArtifacts(app, contextOf, parts.artifactsDir);
  await registerSession(app, parts);
  await registerOidc(app, parts);
  await registerDocs(app, parts.version);
  await registerTrpc(app, contextOf);
  registerRedirects(app);
  if (parts.webRoot !== null) await registerPanel(app, parts.webRoot);
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      parts.webRoot !== null &&
      ['GET', 'HEAD'].includes(request.method) &&
      !/^\/(api|trpc|assets)\//.test(request.url);
    if (isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    const nothing = new AppError('NOT_FOUND', 'There is nothing at this address.');
    return sendError(nothing, request, reply);
  });
  return app;
}
