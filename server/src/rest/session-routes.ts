import cookies from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SESSION_SECONDS, type Sessions } from '../auth/sessions.ts';
import type { Audit } from '../audit/audit.ts';
import { failureOf, noteOf } from '../audit/audited.ts';
import type { SignIn, Visitor } from '../auth/sign-in.ts';
import { fromOwnPage, sessionCookie } from '../auth/who.ts';
import { AppError } from '../errors.ts';
import { withRedis } from '../redis/unavailable.ts';
import { AccountName, NewAccount } from '../schemas/account.ts';

const MAX_AGENT = 200;
const Link = z.strictObject({
  secret: z.string().min(1).max(200),
  account: NewAccount.pick({ name: true, password: true }).nullable().default(null),
});
/** Whatever can't be a name or a password is wrong like any other: how they are made is told to nobody here. */
const Credentials = z.strictObject({
  name: AccountName.catch(''),
  password: z.string().max(200).catch(''),
});

interface Parts {
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly audit: Audit;
  /** Whether browsers reach the panel by TLS: then cookies are for that only. */
  readonly secure: boolean;
}

/** From where a request comes. */
export const visitorOf = (request: FastifyRequest): Visitor => ({
  address: request.ip,
  agent: request.headers['user-agent']?.slice(0, MAX_AGENT) ?? null,
});

/** Sign-in by password or one-time link, and sign-out. Only these set cookies, so only they have the plugin's hooks. */
export async function registerSession(app: FastifyInstance, parts: Parts): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(cookies);
    addRoutes(scope, parts);
  });
}

function addRoutes(app: FastifyInstance, { sessions, signIn, audit, secure }: Parts): void {
  const name = sessionCookie(secure);
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { who, cookie }: { who: string | null; cookie: Promise<string> },
  ) => {
    const note = noteOfSession(request, 'session.begin', who);
    const value = await withRedis(cookie).catch(async (error: unknown) => {
      await audit.note({ ...note, ...failureOf(error) });
      throw error;
    });
    const actor = await withRedis(sessions.actor(value));
    await audit.note({ ...note, outcome: 'done', code: null, actor });
    // The session before this one must not outlive it.
    const former = request.cookies[name];
    if (former !== undefined) await withRedis(sessions.end(former));
    return reply
      .setCookie(name, value, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure,
        maxAge: SESSION_SECONDS,
      })
      .status(204)
      .send();
  };
  app.post('/api/session', async (request, reply) => {
    demandOwnPage(request);
    const { name: account, password } = Credentials.parse(request.body);
    return answer(request, reply, {
      who: account,
      cookie: signIn.byPassword(account, password, visitorOf(request)),
    });
  });
  app.post('/api/session/link', async (request, reply) => {
    demandOwnPage(request);
    const { secret, account } = Link.parse(request.body);
    return answer(request, reply, {
      who: account?.name ?? null,
      cookie: signIn.byLink(secret, account, visitorOf(request)),
    });
  });
  app.delete('/api/session', async (request, reply) => {
    demandOwnPage(request);
    const cookie = request.cookies[name];
    if (cookie !== undefined) {
      const actor = await withRedis(sessions.actor(cookie));
      await withRedis(sessions.end(cookie));
      const note = noteOfSession(request, 'session.end', actor?.name ?? null);
      await audit.note({ ...note, outcome: 'done', code: null, actor });
    }
    return reply.clearCookie(name, { path: '/', secure }).status(204).send();
  });
}

/** Who did not get in is told by the name alone: it is no actor. */
export const noteOfSession = (request: FastifyRequest, action: string, name: string | null) => ({
  ...noteOf({ requestId: request.id, address: request.ip }, action, { name }),
  request: null,
  actor: null,
});

/** A foreign page must not sign a browser in as somebody else, nor out. Programs send neither header. */
function demandOwnPage(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if ((origin === undefined && site === undefined) || fromOwnPage(request)) return;
  throw new AppError('FORBIDDEN', 'The request does not come from the panel itself (Origin).');
}
