import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import { TimelineEvent } from '../schemas/timeline.ts';
import type { Hub } from './hub.ts';

interface Parts {
  /** Subscribed to other channels as well. */
  readonly subscriber: Redis;
  readonly keys: Keys;
  readonly hub: Hub;
  readonly log: Logger;
}

const News = z.array(TimelineEvent);

/** Tells every tab of this replica what happens to containers, whichever replica notes it. */
export function watchTimelineNews({ subscriber, keys, hub, log }: Parts): void {
  subscriber.on('message', (channel, text) => {
    if (channel !== keys.timelineNews) return;
    try {
      hub.publish({ type: 'timeline', events: News.parse(JSON.parse(text)) });
    } catch (error) {
      // Of another version during a rolling update.
      log.debug({ err: error }, 'News of the timeline could not be read');
    }
  });
  // ioredis subscribes again by itself after a reconnect.
  subscriber.once('ready', () => {
    subscriber
      .subscribe(keys.timelineNews)
      .catch((error: unknown) => log.warn({ err: error }, 'Not subscribed to the timeline'));
  });
}
