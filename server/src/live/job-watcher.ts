import { QUEUES, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { JobQueue } from '../queue/job-queue.ts';
import type { JobRow } from '../schemas/job.ts';
import type { Hub } from './hub.ts';

/** Changes are gathered this long before the rows are read: one read for many changes, and still well below what an eye notices. */
const GATHER_MS = 100;
/** More changes than this in one go: tabs fetch their lists again instead. */
const MAX_ROWS = 200;
/** Events read at a time. */
const READ_COUNT = 1_000;
/** A read waits this long for news, then asks again. */
const BLOCK_MS = 5_000;
/** After a failed read. */
const RETRY_MS = 500;

interface Parts {
  /** A connection of its own: it blocks. */
  readonly stream: Redis;
  readonly keys: Keys;
  readonly queue: JobQueue;
  readonly hub: Hub;
  readonly log: Logger;
}

/** Entries of a stream as ioredis gives them: `[id, [field, value, …]]`. */
type Entry = [id: string, fields: string[]];

function jobIdOf([, fields]: Entry): string | null {
  const at = fields.indexOf('jobId');
  return at === -1 || at % 2 === 1 ? null : (fields[at + 1] ?? null);
}

/**
 * Follows BullMQ's event streams of all queues over one connection and publishes the changed jobs as rows. It does so once per replica,
 * however many tabs are open, and reads no rows while none is.
 */
export class JobWatcher {
  readonly #p: Parts;
  /** The last entry read of each stream. */
  readonly #last = new Map<string, string>();
  #gathered = new Set<string>();
  #dropped = false;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(parts: Parts) {
    this.#p = parts;
  }

  start(): void {
    void this.#run();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#p.stream.disconnect();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#follow();
      } catch (error) {
        if (this.#closed) return;
        this.#p.log.debug({ err: error }, 'Events could not be read; trying again');
        await wait(RETRY_MS);
      }
    }
  }

  async #follow(): Promise<void> {
    const { stream, keys } = this.#p;
    const streams = QUEUES.map((name) => keys.bullKey(name, 'events'));
    for (const key of streams) {
      if (this.#last.has(key)) continue;
      const [newest] = await stream.xrevrange(key, '+', '-', 'COUNT', 1);
      this.#last.set(key, newest?.[0] ?? '0');
    }
    const from = streams.map((key) => this.#last.get(key) ?? '0');
    const answer = await stream.xread(
      'COUNT',
      READ_COUNT,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      ...streams,
      ...from,
    );
    for (const [key, entries] of answer ?? []) {
      const newest = entries.at(-1);
      if (newest !== undefined) this.#last.set(key, newest[0]);
      this.#gather(entries);
    }
  }

  #gather(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const id = jobIdOf(entry);
      if (id !== null) this.#gathered.add(id);
    }
    // BullMQ trims its streams: a full read may have a gap behind it.
    if (entries.length >= READ_COUNT) this.#dropped = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flush().catch((error: unknown) => {
        this.#p.log.debug(
          { err: error },
          'Changed jobs could not be read; tabs fetch their lists again',
        );
        this.#publish([], [], true);
      });
    }, GATHER_MS);
  }

  async #flush(): Promise<void> {
    const ids = [...this.#gathered];
    const overflow = this.#dropped || ids.length > MAX_ROWS;
    this.#gathered = new Set();
    this.#dropped = false;
    if (this.#p.hub.size === 0) return;
    if (overflow) {
      this.#publish([], [], true);
      return;
    }
    const rows = await this.#p.queue.rows(ids);
    const found = new Set(rows.map((row) => row.id));
    this.#publish(
      rows,
      ids.filter((id) => !found.has(id)),
      false,
    );
  }

  #publish(rows: JobRow[], removed: string[], dropped: boolean): void {
    this.#p.hub.publish({ type: 'jobs', rows, removed, dropped });
  }
}
