import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { readSnapshots, Snapshot } from '../redis/snapshots.ts';
import type { Board } from './board.ts';

interface Parts {
  /** A connection of its own: it is subscribed. */
  readonly subscriber: Redis;
  readonly redis: Redis;
  readonly keys: Keys;
  readonly board: Board;
  readonly log: Logger;
}

/** Puts every snapshot that the sampler gives out on this replica's board, the last ones at each (re)connect. */
export function watchSnapshots({ subscriber, redis, keys, board, log }: Parts): { close(): void } {
  subscriber.on('message', (channel, text) => {
    if (channel !== keys.snapshots) return;
    try {
      board.put(Snapshot.parse(JSON.parse(text)));
    } catch (error) {
      // Of another version during a rolling update: the next one of ours replaces it.
      log.debug({ err: error }, 'A snapshot could not be read');
    }
  });
  // Not before it is ready, which ioredis checks by a command that a subscribed connection refuses; after a reconnect it subscribes again by itself.
  subscriber.once('ready', () => {
    subscriber
      .subscribe(keys.snapshots)
      .catch((error: unknown) => log.warn({ err: error }, 'Not subscribed to snapshots'));
  });
  redis.on('ready', () => {
    board.setRedis('up');
    readSnapshots(redis, keys).then(
      (snapshots) => snapshots.forEach((snapshot) => board.put(snapshot)),
      (error: unknown) => log.debug({ err: error }, 'No snapshots yet'),
    );
  });
  redis.on('close', () => board.setRedis('down'));
  return { close: () => subscriber.disconnect() };
}
