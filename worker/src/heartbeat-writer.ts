import { type Heartbeat, HEARTBEAT_MS, HEARTBEAT_TTL_MS, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** A start or an end is told after this long, together with those that follow it closely. */
const SOON_MS = 200;

interface HeartbeatParts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly log: Logger;
  /** What to say now. */
  describe(): Heartbeat;
  /** Called after each beat that reached Redis; must not reject. */
  written(): Promise<void>;
}

/** Tells Redis every 2 s, and soon after each start and end of a job, that this worker lives and what it does. */
export class HeartbeatWriter {
  readonly #parts: HeartbeatParts;
  #interval: NodeJS.Timeout | null = null;
  #soon: NodeJS.Timeout | null = null;
  #beating: Promise<void> | null = null;
  #stopped = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#interval = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#beat();
  }

  soon(): void {
    if (this.#soon || this.#stopped) return;
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.#beat();
    }, SOON_MS);
  }

  /** Takes this worker off the list. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#interval) clearInterval(this.#interval);
    if (this.#soon) clearTimeout(this.#soon);
    await this.#beating;
    const { redis, keys, describe } = this.#parts;
    const { id } = describe();
    await redis.multi().del(keys.worker(id)).zrem(keys.workers, id).exec();
  }

  /** One at a time: while Redis is away the first waits for it, and more behind it would only be old news. */
  #beat(): void {
    if (this.#beating || this.#stopped) return;
    this.#beating = this.#write()
      .catch((error) => this.#parts.log.warn({ err: error }, 'Heartbeat was not written'))
      .finally(() => {
        this.#beating = null;
      });
  }

  async #write(): Promise<void> {
    const { redis, keys, describe, written } = this.#parts;
    const beat = describe();
    await redis
      .multi()
      .set(keys.worker(beat.id), JSON.stringify(beat), 'PX', HEARTBEAT_TTL_MS)
      .zadd(keys.workers, Date.parse(beat.startedAt), beat.id)
      .exec();
    await written();
  }
}
