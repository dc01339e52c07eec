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

interface ScheduleWatcher {
  /** How often schedules are known to have changed: what was read before it grew is old. */
  readonly heard: number;
}

/** Tells every tab of this replica when schedules changed or ran on any of them. */
export function watchSchedules({ subscriber, keys, hub, log }: Parts): ScheduleWatcher {
  let heard = 0;
  const tell = () => {
    heard += 1;
    hub.publish({ type: 'schedules' });
  };
  subscriber.on('message', (channel) => {
    if (channel === keys.scheduleChanges) tell();
  });
  // What happened while nothing could be heard is not known.
  subscriber.on('ready', tell);
  // ioredis subscribes again by itself after a reconnect.
  subscriber.once('ready', () => {
    subscriber
      .subscribe(keys.scheduleChanges)
      .catch((error: unknown) => log.warn({ err: error }, 'Not subscribed to schedules'));
  });
  return {
    get heard() {
      return heard;
    },
  };
}
