import { AppError } from '../errors.ts';
import type { LiveEvent } from '../schemas/live.ts';
import { Mailbox } from './mailbox.ts';

/** Spreads events to every open stream of this replica. Knows nothing of where they come from. */
export interface Hub {
  /** Open streams. */
  readonly size: number;
  publish(event: LiveEvent): void;
  /** Registers at the call, not at the first read: nothing published from now on is missed. Ends only by an error or by `signal`. */
  subscribe(signal: AbortSignal | undefined): AsyncGenerator<LiveEvent, void>;
  /** Ends all streams with SHUTTING_DOWN, so that clients reconnect to another replica. */
  close(): void;
}

export function makeHub(): Hub {
  const boxes = new Set<Mailbox>();
  let closed = false;
  const shutdown = () => new AppError('SHUTTING_DOWN', 'This server is being stopped; reconnect.');

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
      for (const box of boxes) box.put(event);
    },
    subscribe(signal) {
      const box = new Mailbox();
      if (closed) box.fail(shutdown());
      else boxes.add(box);
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
      for (const box of boxes) box.fail(shutdown());
    },
  };
}
