import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Hub } from './hub.ts';

interface Parts {
  /** Subscribed to other channels as well. */
  readonly subscriber: Redis;
  readonly keys: Keys;
  readonly hub: Hub;
  readonly log: Logger;
}

/** Ends the streams of this replica whose session was ended on any of them. */
export function watchSessions({ subscriber, keys, hub, log }: Parts): void {
  subscriber.on('message', (channel, ids) => {
    if (channel !== keys.sessionEnds) return;
    for (const id of ids.split(',')) hub.endSession(id);
  });
  // ioredis subscribes again by itself after a reconnect.
  subscriber.once('ready', () => {
    subscriber
      .subscribe(keys.sessionEnds)
      .catch((error: unknown) => log.warn({ err: error }, 'Not subscribed to ends of sessions'));
  });
}
