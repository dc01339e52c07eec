import { QUEUES, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { JobQueue } from '../queue/job-queue.ts';
import type { JobRow } from '../schemas/job.ts';
import type { Hub } from './hub.ts';

/**
 * Changes are gathered this long before they are read: one read for many changes, and still well below what an eye notices. A reader that woke up
 * for every event cost a busy server a tenth of its time.
 */
const GATHER_MS = 100;
/** More changes than this in one go: tabs fetch their lists again instead. */
const MAX_ROWS = 200;
/** Events read at a time; when there are more, BullMQ may have trimmed some, and tabs fetch their lists again as well. */
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
  readonly #gathered = new Set<string>();
  readonly #streams: readonly string[];
  #closed = false;

  constructor(parts: Parts) {
    this.#p = parts;
    this.#streams = QUEUES.map((name) => parts.keys.bullKey(name, 'events'));
  }

  start(): void {
    void this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#p.stream.disconnect();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#follow();
      } catch (error) {
        if (this.#closed) return;
        this.#p.log.debug({ err: error }, 'Changed jobs could not be read; trying again');
        await wait(RETRY_MS);
      }
    }
  }

  async #follow(): Promise<void> {
    const { hub, queue } = this.#p;
    if (this.#last.size === 0) {
      await this.#skip();
      // Those who came before have missed what was skipped.
      if (hub.size > 0) this.#publish([], [], true);
    }
    if ((await this.#read(1, BLOCK_MS)) === 0) return;
    await wait(GATHER_MS);
    if (hub.size === 0) {
      const newest = await this.#newest();
      // Who came meanwhile is told of everything since.
      if (hub.size === 0) return this.#goOn(newest);
    }
    const overflow = (await this.#read(READ_COUNT)) >= READ_COUNT;
    const ids = [...this.#gathered];
    this.#gathered.clear();
    if (overflow || ids.length > MAX_ROWS) {
      await this.#skip();
      this.#publish([], [], true);
      return;
    }
    try {
      const rows = await queue.rows(ids);
      const found = new Set(rows.map((row) => row.id));
      const gone = ids.filter((id) => !found.has(id));
      this.#publish(rows, gone, false);
    } catch (error) {
      this.#publish([], [], true);
      throw error;
    }
  }

  /** Notes which jobs changed since the last read. Returns how many entries there were in the fullest stream. */
  async #read(count: number, blockMs?: number): Promise<number> {
    const from = this.#streams.map((key) => this.#last.get(key) ?? '0');
    const { stream } = this.#p;
    const answer =
      blockMs === undefined
        ? await stream.xread('COUNT', count, 'STREAMS', ...this.#streams, ...from)
        : await stream.xread(
            'COUNT',
            count,
            'BLOCK',
            blockMs,
            'STREAMS',
            ...this.#streams,
            ...from,
          );
    for (const [key, entries] of answer ?? []) {
      const newest = entries.at(-1);
      if (newest !== undefined) this.#last.set(key, newest[0]);
      for (const entry of entries) {
        const id = jobIdOf(entry);
        if (id !== null) this.#gathered.add(id);
      }
    }
    return Math.max(0, ...(answer ?? []).map(([, entries]) => entries.length));
  }

  /** Goes on behind the newest entries. */
  async #skip(): Promise<void> {
    this.#goOn(await this.#newest());
  }

  #goOn(newest: ReadonlyMap<string, string>): void {
    for (const [key, id] of newest) this.#last.set(key, id);
    this.#gathered.clear();
  }

  /** The newest entry of each stream. */
  async #newest(): Promise<Map<string, string>> {
    const newest = new Map<string, string>();
    for (const key of this.#streams) {
      const [entry] = await this.#p.stream.xrevrange(key, '+', '-', 'COUNT', 1);
      newest.set(key, entry?.[0] ?? '0');
    }
    return newest;
  }

  #publish(rows: JobRow[], removed: string[], dropped: boolean): void {
    this.#p.hub.publish({ type: 'jobs', rows, removed, dropped });
  }
}
