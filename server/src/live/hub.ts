import { AppError } from '../errors.ts';
import type { LiveEvent } from '../schemas/live.ts';
import { Mailbox } from './mailbox.ts';

/** Spreads events to every open stream of this replica. Knows nothing of where they come from. */
export interface Hub {
  /** Open streams. */
  readonly size: number;
  publish(event: LiveEvent): void;
  /** Registers at the call, not at the first read: nothing published from now on is missed. Ends only by an error or by `signal`. */
  subscribe(
    signal: AbortSignal | undefined,
    proofId?: string | null,
  ): AsyncGenerator<LiveEvent, void>;
  /** Ends the streams of a session or token with UNAUTHORIZED. */
  endProof(proofId: string): void;
  /** Ends the streams of all sessions and tokens with SHUTTING_DOWN, so that their clients reconnect and are judged anew. */
  renewProofs(): void;
  /** Ends all streams with SHUTTING_DOWN, so that clients reconnect to another replica. */
  close(): void;
}

/** A stream lasts this long, then its client reconnects: so whoever may no more (an expired session or token) is found out. */
const MAX_AGE_MS = 3_600_000;

interface Subscriber {
  readonly proofId: string | null;
  readonly since: number;
}

/** `now`: epoch milliseconds. */
export function makeHub(now: () => number = Date.now): Hub {
  const boxes = new Map<Mailbox, Subscriber>();
  let closed = false;
  const shutdown = () => new AppError('SHUTTING_DOWN', 'This server is being stopped; reconnect.');
  const failWhere = (error: () => AppError, isMeant: (subscriber: Subscriber) => boolean) => {
    for (const [box, subscriber] of boxes) if (isMeant(subscriber)) box.fail(error());
  };
  const old = () => new AppError('SHUTTING_DOWN', 'This stream has lasted long enough; reconnect.');
  const unheard = () =>
    new AppError('SHUTTING_DOWN', 'Redis was away: who may read this is asked anew; reconnect.');
  const ended = () =>
    new AppError('UNAUTHORIZED', 'This sign-in has ended, or the token was revoked.');

  async function* read(
    box: Mailbox,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<LiveEvent, void> {
    try {
      while (signal?.aborted !== true) yield* await box.take();
    } finally {
      boxes.delete(box);
    }
  }

  return {
    get size() {
      return boxes.size;
    },
    publish(event) {
      if (event.type === 'tick') failWhere(old, ({ since }) => now() - since > MAX_AGE_MS);
      for (const box of boxes.keys()) box.put(event);
    },
    endProof: (id) => failWhere(ended, ({ proofId }) => proofId === id),
    renewProofs: () => failWhere(unheard, ({ proofId }) => proofId !== null),
    subscribe(signal, proofId = null) {
      const box = new Mailbox();
      if (closed) box.fail(shutdown());
      else boxes.set(box, { proofId, since: now() });
      // A stream whose generator is never started would stay registered: abort removes it in any case.
      const leave = () => {
        boxes.delete(box);
        box.close();
      };
      signal?.addEventListener('abort', leave, { once: true });
      return read(box, signal);
    },
    close() {
      closed = true;
      failWhere(shutdown, () => true);
    },
  };
}
