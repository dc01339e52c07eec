import { errorWords, RestError } from '../../errors.ts';
import { formatDuration, formatWhen } from '../../format.ts';

/** Why somebody was not let in. */
export interface Refusal {
  readonly title: string;
  /** What to do. */
  readonly detail: string;
}

/** How long there is to wait, and until when. */
function waitWords(untilMs: number, now: number): string {
  const left = untilMs - now;
  if (left <= 0) return 'You can try again now.';
  const span = left < 60_000 ? formatDuration(left) : `${Math.ceil(left / 60_000)} min`;
  return `Try again at ${formatWhen(untilMs, now)}, in ${span}.`;
}

const NO_LINK: Refusal = {
  title: 'This link does not work.',
  detail:
    'It is good once, within 24 hours. Look for a newer one; every start of the server prints one.',
};

interface Attempt {
  /** What was shown to the server. */
  readonly by: 'password' | 'link';
  /** When it was made, epoch ms. */
  readonly at: number;
}

/** A refused attempt in words, at `now` (epoch ms). What the server finds wrong with a field is said there instead. */
export function refusalOf(error: unknown, { by, at }: Attempt, now: number): Refusal {
  const words = errorWords(error);
  switch (words.code) {
    case 'UNAUTHORIZED':
      return by === 'link'
        ? NO_LINK
        : { title: words.detail, detail: 'Small and capital letters count in the password.' };
    case 'RATE_LIMITED': {
      const seconds = error instanceof RestError ? error.retryAfterSeconds : null;
      return {
        title: 'Too many attempts to sign in.',
        detail:
          seconds === null
            ? 'Wait a little, then try again.'
            : waitWords(at + seconds * 1_000, now),
      };
    }
    case 'CONFLICT':
      return {
        title: 'There is an account by now.',
        detail: 'Links open nothing any more; sign in by its password.',
      };
    case 'OFFLINE':
      return {
        title: words.title,
        detail: 'It may be restarting, or the network is down. Try again in a moment.',
      };
    default:
      return { title: words.title, detail: words.detail };
  }
}

/** Why an identity provider's sign-in led back here, by the code in the address; null: it did not. */
export function oidcRefusalOf(code: string | undefined): Refusal | null {
  switch (code) {
    case undefined:
      return null;
    case 'FORBIDDEN':
      return {
        title: 'You have no role here.',
        detail: 'Whoever runs this panel can give one to a group of yours.',
      };
    case 'UNAUTHORIZED':
      return {
        title: 'You were not let in.',
        detail: 'The sign-in was given up, took too long, or was begun in another browser.',
      };
    case 'RATE_LIMITED':
      return { title: 'Too many attempts to sign in.', detail: 'Wait a little, then try again.' };
    case 'SERVER_UNAVAILABLE':
      return {
        title: 'The identity provider can’t be asked.',
        detail: 'Try again in a moment; the server’s log says why.',
      };
    default:
      return {
        title: 'The sign-in went wrong.',
        detail: 'Try again in a moment; the server’s log says why.',
      };
  }
}
