import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { Action } from '../schemas/action.ts';
import type { Hub } from './hub.ts';

interface Parts {
  /** Subscribed to other channels as well. */
  readonly subscriber: Redis;
  readonly keys: Keys;
  readonly hub: Hub;
  readonly log: Logger;
}

/** Tells every tab of this replica how background actions go on, whichever replica runs them. */
export function watchActions({ subscriber, keys, hub, log }: Parts): void {
  subscriber.on('message', (channel, text) => {
    if (channel !== keys.actionNews) return;
    try {
      hub.publish({ type: 'action', action: Action.parse(JSON.parse(text)) });
    } catch (error) {
      // Of another version during a rolling update.
      log.debug({ err: error }, 'News of an action could not be read');
    }
  });
  // ioredis subscribes again by itself after a reconnect.
  subscriber.once('ready', () => {
    subscriber
      .subscribe(keys.actionNews)
      .catch((error: unknown) => log.warn({ err: error }, 'Not subscribed to actions'));
  });
}
