import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** What a worker can be told; null: to run. */
export type Control = 'pause' | 'drain' | null;

interface ControlsParts {
  readonly keys: Keys;
  readonly workerId: string;
  /** Called with what holds now, also when it held before. */
  obey(control: Control): Promise<void>;
  readonly log: Logger;
}

/**
 * Learns what is asked of this worker. The key says what holds; the message only says that it changed. After a gap in the
 * connection the key is looked up, because messages of that time are lost.
 */
export class Controls {
  readonly #redis: Redis;
  readonly #parts: ControlsParts;

  constructor(redis: Redis, parts: ControlsParts) {
    this.#redis = redis;
    this.#parts = parts;
  }

  /** @param subscriber a connection that subscribes and does nothing else */
  listen(subscriber: Redis): void {
    const { keys, workerId, log } = this.#parts;
    subscriber.on('message', (channel, message) => {
      if (channel === keys.workerControls && message.startsWith(`${workerId}:`)) this.#look();
    });
    subscriber.on('ready', () => {
      subscriber.subscribe(keys.workerControls).then(
        () => this.#look(),
        (error) => log.warn({ err: error }, 'Worker controls are not heard'),
      );
    });
  }

  #look(): void {
    const { keys, workerId, obey, log } = this.#parts;
    this.#redis
      .get(keys.workerControl(workerId))
      .then((asked) => obey(asked === 'pause' || asked === 'drain' ? asked : null))
      .catch((error) => log.error({ err: error }, 'A worker control was not obeyed'));
  }
}
