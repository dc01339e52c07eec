import { makeHub } from '@taskdeck/server/live/hub';
import { watchTimelineNews } from '@taskdeck/server/live/timeline-news';
import { makeTimelineStore } from '@taskdeck/server/redis/timeline-store';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();

const event = (second: number) => ({
  at: new Date(second * 1_000).toISOString(),
  kind: 'watching' as const,
  container: null,
  network: null,
  exitCode: null,
  jobs: [],
  found: 'comparison' as const,
  until: null,
  reason: null,
});

it('tabs are told what was missed, though something later is heard first', async () => {
  const { redis, keys } = bench.queue;
  const timelineStore = makeTimelineStore(redis, keys);
  const hub = makeHub();
  const log = pino({ level: 'silent' });
  const subscriber = new Redis(bench.redis.url);
  watchTimelineNews({ subscriber, redis, timelineStore, keys, hub, log });
  const tab = hub.subscribe(AbortSignal.timeout(30_000));
  const told = async () => {
    const { value } = await tab.next();
    return value?.type === 'timeline' ? value.events.map(({ at }) => at) : [];
  };
  await subscriber.subscribe(keys.timelineNews);
  await timelineStore.add([event(1)]);
  expect(await told()).toEqual([event(1).at]);

  subscriber.disconnect();
  await once(subscriber, 'close');
  await timelineStore.add([event(2), event(3)]);
  const { entries } = await timelineStore.backwards(null, 1);
  subscriber.prependOnceListener('ready', () =>
    subscriber.emit('message', keys.timelineNews, JSON.stringify(entries)),
  );
  await subscriber.connect();
  expect(await told()).toEqual([event(3).at]);
  expect(await told()).toEqual([event(2).at, event(3).at]);
  subscriber.disconnect();
});
