import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Board } from '../live/board.ts';
import { readHeartbeats } from '../redis/heartbeats.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { EngineState } from '../schemas/container.ts';
import type { Health } from '../schemas/health.ts';

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly board: Board;
  readonly version: string;
}

/** An answer is good this long, so that calls without sign-in can't be used to load Redis. */
const CACHE_MS = 500;

function dockerCheck(state: EngineState | undefined): Health['checks']['docker'] {
  if (state === 'off') return 'off';
  return state === 'connected' ? 'up' : 'down';
}

/** Whether the product can do its work: `degraded` when jobs are taken but nobody runs them, `down` without Redis. */
export function makeHealth({ redis, keys, board, version }: Parts): () => Promise<Health> {
  let cached: Promise<Health> | null = null;
  const look = async (): Promise<Health> => {
    const docker = dockerCheck(board.containers?.engine.state);
    try {
      const known = await withRedis(readHeartbeats(redis, keys));
      const workers = known.filter((worker) => worker.state !== 'lost').length;
      return {
        status: workers > 0 ? 'ok' : 'degraded',
        version,
        checks: { redis: 'up', workers, docker },
      };
    } catch {
      return { status: 'down', version, checks: { redis: 'down', workers: null, docker } };
    }
  };
  return () => {
    if (cached === null) {
      cached = look();
      void cached.finally(() => setTimeout(() => (cached = null), CACHE_MS).unref());
    }
    return cached;
  };
}
