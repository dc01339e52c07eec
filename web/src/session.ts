import type { NewAccount } from '@taskdeck/server/schemas/account';
import { RestError, restErrorOf } from './errors.ts';
import { isRecord } from './is-record.ts';

/** The session's own calls: plain HTTP, because they set and clear a cookie. All reject with a `RestError`. */

/** What somebody signs in with. */
export type Credentials = Pick<NewAccount, 'name' | 'password'>;

async function send(method: 'POST' | 'DELETE', path: string, body?: object): Promise<void> {
  const answer = await fetch(path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => null);
  if (answer === null) throw new RestError(null);
  if (!answer.ok) throw await restErrorOf(answer);
}

/** Opens a session. UNAUTHORIZED: name or password is wrong; RATE_LIMITED: too many attempts. */
export const signIn = (credentials: Credentials): Promise<void> =>
  send('POST', '/api/session', credentials);

/**
 * Trades the one-time secret of the printed link for a session, as an admin. `account`: the first one, which is made on the way; null: none.
 * UNAUTHORIZED: the link is wrong, used or too old; CONFLICT: there are accounts already, so that links open nothing.
 */
export const redeemLink = (secret: string, account: Credentials | null): Promise<void> =>
  send('POST', '/api/session/link', { secret, account });

/** Who else may vouch for people here, as one would say it after "Sign in with"; null: nobody. */
export async function identityProvider(): Promise<string | null> {
  const answer = await fetch('/api/session/ways');
  if (!answer.ok) throw await restErrorOf(answer);
  const ways: unknown = await answer.json();
  const label = isRecord(ways) ? ways['oidc'] : null;
  return typeof label === 'string' ? label : null;
}

/** Ends the session, here and on the server. */
export const signOut = (): Promise<void> => send('DELETE', '/api/session');

/** Where to go after signing in: a path of this panel, else the overview. `//host` would be another site. */
export function safePath(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/';
}
