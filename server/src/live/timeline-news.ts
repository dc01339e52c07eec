import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { TimelineStore } from '../redis/timeline-store.ts';
import { isLater } from '../redis/timeline-store.ts';
import { TimelineEvent } from '../schemas/timeline.ts';
import type { Hub } from './hub.ts';

interface Parts {
  /** Subscribed to other channels as well. */
  readonly subscriber: Redis;
  /** For what was told while nothing could be heard. */
  readonly redis: Pick<Redis, 'on'>;
  readonly timelineStore: Pick<TimelineStore, 'backwards'>;
  readonly keys: Keys;
  readonly hub: Hub;
  readonly log: Logger;
}

const News = z.array(TimelineEvent);
/** Events told again at most after a reconnect: as many as a tab keeps unread. */
const MOST_MISSED = 200;

/** Tells every tab of this replica what happens to containers, whichever replica notes it. Tabs know what they had by its id. */
export function watchTimelineNews(parts: Parts): void {
  const { subscriber, redis, timelineStore, keys, hub, log } = parts;
  /** Place of the newest event heard; null: it is not known yet where this replica began to listen. */
  let heard: string | null = null;
  /** What was the newest when it stopped to listen: all after it may be missing, though later ones were heard since. null: nothing is. */
  let gap: { readonly from: string } | null = null;
  let listens = false;
  const tell = (events: readonly TimelineEvent[]) => {
    for (const { id } of events) if (heard === null || isLater(id, heard)) heard = id;
    if (events.length > 0) hub.publish({ type: 'timeline', events: [...events] });
  };
  const catchUp = async () => {
    const [missing, isComplete] = [gap, listens];
    const from = missing?.from ?? heard;
    const { entries: events } = await timelineStore.backwards(
      null,
      from === null ? 1 : MOST_MISSED,
    );
    if (from === null) heard ??= events[0]?.id ?? '0-0';
    else tell(events.filter(({ id }) => isLater(id, from)).toReversed());
    if (isComplete && gap === missing) gap = null;
  };
  const late = (error: unknown) => log.debug({ err: error }, 'News of the timeline may be late');
  subscriber.on('message', (channel, text) => {
    if (channel !== keys.timelineNews) return;
    try {
      tell(News.parse(JSON.parse(text)));
    } catch (error) {
      // Of another version during a rolling update.
      log.debug({ err: error }, 'News of the timeline could not be read');
    }
  });
  subscriber.on('close', () => {
    listens = false;
    if (heard !== null) gap = { from: gap?.from ?? heard };
  });
  // ioredis subscribes again by itself after a reconnect; asked here, it is known when it has. Till then the first news may come.
  subscriber.on('ready', () => {
    subscriber
      .subscribe(keys.timelineNews)
      .then(() => {
        listens = true;
        return catchUp();
      })
      .catch((error: unknown) => late(error));
  });
  redis.on('ready', () => {
    if (heard !== null) catchUp().catch(late);
  });
}
