import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { AppError } from '../errors.ts';
import type { Board } from '../live/board.ts';
import { workerView } from '../live/worker-view.ts';
import type { KnownWorker } from '../redis/heartbeats.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { WorkerView } from '../schemas/worker.ts';

/** What a worker can be asked. It obeys within its next look, 2 s at most: its `state` tells. */
type WorkerCommand = 'pause' | 'resume' | 'drain';

/** The worker as it was when it was asked. Errors: NOT_FOUND, CONFLICT when it is lost or on its way out. */
export type ControlWorker = (id: string, command: WorkerCommand) => Promise<WorkerView>;

/** What was asked is kept for a worker that is out of reach; worker ids are never used again, so it only has to outlive an outage. */
const KEPT_SECONDS = 86_400;

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly board: Board;
  readonly heartbeats: () => Promise<readonly KnownWorker[]>;
}

export function makeWorkerControls({ redis, keys, board, heartbeats }: Parts): ControlWorker {
  return async (id, command) => {
    const worker = (await heartbeats()).find((known) => known.id === id);
    if (worker === undefined) throw new AppError('NOT_FOUND', `There is no worker ${id}.`);
    if (worker.state === 'lost')
      throw new AppError('CONFLICT', 'The worker gives no sign of life; it would not hear it.');
    if (worker.state === 'draining' && command !== 'drain')
      throw new AppError('CONFLICT', 'The worker drains: it ends as soon as its jobs have.');
    const key = keys.workerControl(id);
    if (command === 'resume') await withRedis(redis.del(key));
    else await withRedis(redis.set(key, command, 'EX', KEPT_SECONDS));
    await withRedis(redis.publish(keys.workerControls, `${id}:${command}`));
    return workerView(worker, board.containers);
  };
}
