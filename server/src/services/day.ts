import type { Board } from '../live/board.ts';
import type { Containers } from '../schemas/container.ts';
import type { StackDay } from '../schemas/stack-day.ts';
import { coversAll } from '../usage/covers-all.ts';
import { cached } from './cached.ts';

/** While somebody looks, the sampler makes it anew each minute: what is older than this, nobody looked at. */
const FRESH_MS = 90_000;
/** Made for whoever asks, it is good for all who ask. */
const CACHE_MS = 10_000;

interface Parts {
  readonly board: Board;
  /** Rejects while Redis is away. */
  readonly collectDay: (containers: Containers) => Promise<StackDay>;
  readonly containers: () => Promise<Containers>;
  readonly now: () => number;
}

/** The last 24 h: as the sampler gave it out, or made for who asks. With Redis away the last one that is known. */
export function makeDay({ board, collectDay, containers, now }: Parts): () => Promise<StackDay> {
  const collect = cached(CACHE_MS, now, async () => collectDay(await containers()));
  return async () => {
    const { day } = board;
    const isNew = day !== null && now() - Date.parse(day.at) < FRESH_MS;
    if (isNew && coversAll(day, board.containers ?? { items: [] })) return day;
    return collect('day').catch((error: unknown) => {
      if (day === null) throw error;
      return day;
    });
  };
}
