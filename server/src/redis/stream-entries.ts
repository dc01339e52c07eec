import type { Redis } from 'ioredis';
import type { z } from 'zod';

/** A stretch of a stream, newest first, and the place to go on from; null: there is no more. */
export interface Stretch<T> {
  readonly entries: readonly T[];
  readonly next: string | null;
}

/** How a stream whose entries hold JSON in one field is read. */
interface JsonStream<S extends z.ZodType> {
  readonly redis: Redis;
  readonly key: string;
  /** What an entry is, with the id of its place. */
  readonly Entry: S;
}

/** What an entry holds; none for what another version wrote in a way that can't be read. */
export function entryOf<S extends z.ZodType>(
  Entry: S,
  [id, [, text = '']]: [id: string, fields: string[]],
): z.output<S>[] {
  try {
    const parsed = Entry.safeParse({ ...JSON.parse(text), id });
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

/** The next `count` entries before a place: an id, or `${epoch ms}-0`; null: the newest. */
export async function readBackwards<S extends z.ZodType>(
  { redis, key, Entry }: JsonStream<S>,
  before: string | null,
  count: number,
): Promise<Stretch<z.output<S>>> {
  // One more, because a range of ids without its end is not had everywhere.
  const read = await redis.xrevrange(key, before ?? '+', '-', 'COUNT', count + 1);
  const chosen = read.filter(([id]) => id !== before).slice(0, count);
  const next = read.length > count ? (chosen.at(-1)?.[0] ?? null) : null;
  return { entries: chosen.flatMap((entry) => entryOf(Entry, entry)), next };
}
