import type { Stretch } from '../redis/stream-entries.ts';
import { withRedis } from '../redis/unavailable.ts';

/** Entries looked at in one reading. */
const CHUNK = 500;

interface Pages<T> {
  readonly backwards: (before: string | null, count: number) => Promise<Stretch<T>>;
  /** The most that is looked at in one call. */
  readonly most: number;
  readonly belongs: (entry: T) => boolean;
  /** Whether this one and all before it are too old to matter. */
  readonly isPast?: (entry: T) => boolean;
}

/** A page of what belongs, newest first; looks at a bounded number of entries, so it may hold fewer than `limit` and still have a next one. */
export async function streamPage<T extends { readonly id: string }>(
  { backwards, most, belongs, isPast = () => false }: Pages<T>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: T[]; nextCursor: string | null }> {
  const items: T[] = [];
  let before = cursor ?? null;
  for (let read = 0; read < most; read += CHUNK) {
    const { entries, next } = await withRedis(backwards(before, CHUNK));
    for (const entry of entries) {
      if (isPast(entry)) return { items, nextCursor: null };
      if (!belongs(entry)) continue;
      items.push(entry);
      if (items.length === limit) return { items, nextCursor: entry.id };
    }
    if (next === null) return { items, nextCursor: null };
    before = next;
  }
  return { items, nextCursor: before };
}
