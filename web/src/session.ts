import { restErrorOf } from './errors.ts';

/** The session's own calls: plain HTTP, because they set and clear a cookie. */

/** Trades the one-time secret of the printed link for a session cookie. `refused`: it is wrong, used or too old. */
export async function signIn(secret: string): Promise<'ok' | 'refused'> {
  const answer = await fetch('/api/session/link', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  if (answer.ok) return 'ok';
  if (answer.status === 401 || answer.status === 400) return 'refused';
  throw new Error(await why(answer));
}

/** Ends the session, here and on the server. */
export async function signOut(): Promise<void> {
  const answer = await fetch('/api/session', { method: 'DELETE' });
  if (!answer.ok && answer.status !== 401) throw new Error(await why(answer));
}

/** The message of the error body, or the status if a proxy answered in its own words. */
async function why(answer: Response): Promise<string> {
  const { body } = await restErrorOf(answer);
  return body?.message ?? `The server answered ${answer.status}. Try again in a moment.`;
}

/** Where to go after signing in: a path of this panel, else the overview. `//host` would be another site. */
export function safePath(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/';
}
