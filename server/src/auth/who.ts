import { fastifyCookie } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { Actor, ProvenActor } from '../context.ts';
import { AppError } from '../errors.ts';
import { withRedis } from '../redis/unavailable.ts';
import { UNLIMITED, type Scope } from './scope.ts';
import { secretCheck } from './secrets.ts';
import type { Sessions } from './sessions.ts';

/** The cookie's name: under TLS browsers take it from this very host and by TLS only. */
export const sessionCookie = (secure: boolean): string =>
  secure ? '__Host-taskdeck_session' : 'taskdeck_session';

/** Whether a change that a cookie vouches for comes from our own page: a browser says so in one of these headers. */
export function fromOwnPage(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  if (request.headers['sec-fetch-site'] === 'same-origin') return true;
  if (origin === undefined || host === undefined) return false;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Whoever has `TASKDECK_TOKEN`. */
const OPERATOR_TOKEN: ProvenActor = {
  name: 'token',
  role: 'operator',
  via: 'token',
  proofId: null,
};

export interface WhoOptions {
  /** The operator's bearer token; null: none. */
  readonly token: string | null;
  /** Whether everybody may only look. */
  readonly readOnly: boolean;
  /** What operators may change. */
  readonly operators: Scope;
  /** Whether browsers reach the panel by TLS: then cookies are for that only. */
  readonly secure: boolean;
  /** Who shows a token that was made in the panel; null: nobody. */
  readonly tokenActor: (shown: string) => Promise<ProvenActor | null>;
}

/**
 * Who asks; null for nobody. A bearer token that is wrong is an error rather than nobody, and so is a change that a foreign page makes a
 * browser send. Errors: UNAUTHORIZED, FORBIDDEN, REDIS_UNAVAILABLE (sessions live there; tokens do not need it).
 */
export function makeWho(
  sessions: Sessions,
  { token, readOnly, operators, secure, tokenActor }: WhoOptions,
): (request: FastifyRequest) => Promise<Actor | null> {
  const isToken = token === null ? () => false : secretCheck(token);
  const cookieName = sessionCookie(secure);
  const complete = (proven: ProvenActor): Actor => ({
    ...proven,
    readOnly,
    scope: proven.role === 'operator' ? operators : UNLIMITED,
  });
  // Programs submit by the thousand, and a spread for each request shows.
  const operator = complete(OPERATOR_TOKEN);
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [scheme, value] = authorization.split(' ');
      if (scheme?.toLowerCase() === 'bearer' && value !== undefined) {
        if (isToken(value)) return operator;
        const made = await withRedis(tokenActor(value));
        if (made !== null) return complete(made);
      }
      throw new AppError('UNAUTHORIZED', 'The bearer token is not valid.');
    }
    const cookie = fastifyCookie.parse(request.headers.cookie ?? '')[cookieName];
    if (cookie === undefined) return null;
    if (request.method !== 'GET' && request.method !== 'HEAD' && !fromOwnPage(request)) {
      throw new AppError(
        'FORBIDDEN',
        'The request does not come from the panel itself (Origin). Programs use a bearer token.',
      );
    }
    const actor = await withRedis(sessions.actor(cookie));
    return actor === null ? null : complete(actor);
  };
}
