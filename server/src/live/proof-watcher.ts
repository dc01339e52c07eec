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

/**
 * Ends the streams of this replica whose session or token was ended on any of them. What was ended while Redis was away is not heard of: then all
 * that stand on one are opened anew, and asked for it.
 */
export function watchProofs({ subscriber, keys, hub, log }: Parts): void {
  let missed = false;
  // ioredis subscribes again by itself after a reconnect; asked here, it is known when it has.
  const listen = async () => {
    await subscriber.subscribe(keys.proofEnds);
    if (missed) hub.renewProofs();
    missed = false;
  };
  subscriber.on('message', (channel, ids) => {
    if (channel !== keys.proofEnds) return;
    for (const id of ids.split(',')) hub.endProof(id);
  });
  subscriber.on('close', () => {
    missed = true;
  });
  subscriber.on('ready', () => {
    listen().catch((error: unknown) =>
      log.warn({ err: error }, 'Not subscribed to ends of sessions and tokens'),
    );
  });
}
