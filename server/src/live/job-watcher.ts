import { QUEUES, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { JobQueue } from '../queue/job-queue.ts';
import type { Hub } from './hub.ts';

/** Changes are gathered this long before the rows are read: one read for many changes, and still well below what an eye notices. */
const GATHER_MS = 100;
/** More changes than this in one go: tabs fetch their lists again instead. */
const MAX_ROWS = 200;
/** Events read at a time. */
const READ_COUNT = 1_000;
/** A read waits this long for news, then asks again. */
const BLOCK_MS = 5_000;

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
export function watchJobs({ stream, keys, queue, hub, log }: Parts): { close(): void } {
  const streams = QUEUES.map((name) => keys.bullKey(name, 'events'));
  const last = new Map<string, string>();
  let closed = false;
  let gathered = new Set<string>();
  let dropped = false;
  let timer: NodeJS.Timeout | null = null;

  const flush = async (): Promise<void> => {
    timer = null;
    const ids = [...gathered];
    const overflow = dropped || ids.length > MAX_ROWS;
    gathered = new Set();
    dropped = false;
    if (hub.size === 0) return;
    if (overflow) return hub.publish({ type: 'jobs', rows: [], removed: [], dropped: true });
    const rows = await queue.rows(ids);
    const found = new Set(rows.map((row) => row.id));
    hub.publish({
      type: 'jobs',
      rows,
      removed: ids.filter((id) => !found.has(id)),
      dropped: false,
    });
  };

  const gather = (entries: readonly Entry[]): void => {
    for (const entry of entries) {
      const id = jobIdOf(entry);
      if (id !== null) gathered.add(id);
    }
    if (entries.length >= READ_COUNT) dropped = true;
    timer ??= setTimeout(() => {
      flush().catch((error: unknown) => {
        log.debug({ error }, 'Changed jobs could not be read; tabs fetch their lists again');
        hub.publish({ type: 'jobs', rows: [], removed: [], dropped: true });
      });
    }, GATHER_MS);
  };

  const follow = async (): Promise<void> => {
    for (const key of streams) {
      if (last.has(key)) continue;
      const [newest] = await stream.xrevrange(key, '+', '-', 'COUNT', 1);
      last.set(key, newest?.[0] ?? '0');
    }
    const ids = streams.map((key) => last.get(key) ?? '0');
    const answer = await stream.xread(
      'COUNT',
      READ_COUNT,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      ...streams,
      ...ids,
    );
    for (const [key, entries] of answer ?? []) {
      const newest = entries.at(-1);
      if (newest !== undefined) last.set(key, newest[0]);
      gather(entries);
    }
  };

  const run = async (): Promise<void> => {
    while (!closed) {
      try {
        await follow();
      } catch (error) {
        if (closed) return;
        log.debug({ error }, 'Events could not be read; trying again');
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  };
  void run();

  return {
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      stream.disconnect();
    },
  };
}
