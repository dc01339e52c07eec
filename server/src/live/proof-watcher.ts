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

/** Ends the streams of this replica whose session or token was ended on any of them. */
export function watchProofs({ subscriber, keys, hub, log }: Parts): void {
  subscriber.on('message', (channel, ids) => {
    if (channel !== keys.proofEnds) return;
    for (const id of ids.split(',')) hub.endProof(id);
  });
  // ioredis subscribes again by itself after a reconnect.
  subscriber.once('ready', () => {
    subscriber
      .subscribe(keys.proofEnds)
      .catch((error: unknown) =>
        log.warn({ err: error }, 'Not subscribed to ends of sessions and tokens'),
      );
  });
}
