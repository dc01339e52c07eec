import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Look } from '../live/collect-stats.ts';
import type { Board } from '../live/board.ts';
import type { Hub } from '../live/hub.ts';
import { findContainer, workerView } from '../live/worker-view.ts';
import type { ActionOutcome, JobQueue } from '../queue/job-queue.ts';
import { readHeartbeats, type KnownWorker } from '../redis/heartbeats.ts';
import type { Series } from '../redis/series.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Containers } from '../schemas/container.ts';
import type { Job } from '../schemas/job.ts';
import type { LiveEvent } from '../schemas/live.ts';
import { makeCatalog } from './catalog.ts';
import { makeHealth } from './health.ts';
import { makeHistory } from './history.ts';
import { makeSubmit } from './submit.ts';
import type { Services } from './services.ts';

export interface ServiceParts {
  readonly queue: JobQueue;
  readonly redis: Redis;
  readonly keys: Keys;
  readonly series: Series;
  readonly board: Board;
  readonly hub: Hub;
  readonly collect: (workers: readonly KnownWorker[]) => Promise<Look>;
  /** Looks at Docker now; for a replica that has no snapshot yet. */
  readonly sampleContainers: () => Promise<Containers>;
  readonly newId: () => string;
  readonly now: () => number;
  readonly version: string;
  /** The Compose project shown; null when all containers are. */
  readonly project: string | null;
}

/** A snapshot of the sampler younger than this answers a call as well. */
const FRESH_MS = 1_500;

function asked(outcome: ActionOutcome, id: string, why: string): void {
  if (outcome === 'missing')
    throw new AppError('NOT_FOUND', `There is no job ${id}. Ended jobs are removed after a time.`);
  if (outcome === 'refused') throw new AppError('CONFLICT', why, { id });
}

export function makeServices(parts: ServiceParts): Services {
  const { queue, redis, keys, board, hub, now } = parts;
  const heartbeats = () => withRedis(readHeartbeats(redis, keys));
  const containers = async () => board.containers ?? parts.sampleContainers();

  const job = async (id: string): Promise<Job> => {
    const stored = await withRedis(queue.job(id));
    if (stored === null)
      throw new AppError(
        'NOT_FOUND',
        `There is no job ${id}. Ended jobs are removed after a time.`,
      );
    const attempts = stored.attempts.map((attempt) => ({
      ...attempt,
      container: jobContainer(attempt.containerId, board.containers),
    }));
    return { ...stored, attempts, container: attempts.at(-1)?.container ?? null };
  };

  return {
    catalog: makeCatalog(),
    submit: makeSubmit(parts),
    job,
    jobs: (filter) => withRedis(queue.list(filter)),
    async cancel(id, actor: Actor) {
      asked(await withRedis(queue.cancel(id, actor.name)), id, 'The job has already ended.');
      return job(id);
    },
    async retry(id) {
      asked(
        await withRedis(queue.retry(id)),
        id,
        'Only a job that failed or completed can be queued again.',
      );
      return job(id);
    },
    async remove(id) {
      asked(await withRedis(queue.remove(id)), id, 'A worker has the job; cancel it first.');
    },
    async stats() {
      if (board.stats !== null && now() - Date.parse(board.stats.at) < FRESH_MS) return board.stats;
      return (await withRedis(parts.collect(await heartbeats()))).stats;
    },
    history: (() => {
      const history = makeHistory(parts.series, now);
      return (range) => withRedis(history(range));
    })(),
    async workers() {
      return { items: (await heartbeats()).map((worker) => workerView(worker, board.containers)) };
    },
    containers,
    health: makeHealth({ redis, keys, board, version: parts.version }),
    me: (actor) => ({
      name: actor.name,
      role: actor.role,
      version: parts.version,
      project: board.containers?.engine.project ?? parts.project,
    }),
    live(signal) {
      // Registered before the snapshot is read, so that nothing falls between the two.
      const events = hub.subscribe(signal);
      return withHello(events, () => ({
        type: 'hello',
        version: parts.version,
        stats: board.stats,
        workers: board.workers,
        containers: board.containers,
      }));
    },
  };
}

function jobContainer(id: string | null, containers: Containers | null): Job['container'] {
  if (id === null) return null;
  const found = findContainer(containers, id);
  return { id, name: found?.name ?? null, service: found?.service ?? null };
}

async function* withHello(
  events: AsyncGenerator<LiveEvent, void>,
  hello: () => LiveEvent,
): AsyncGenerator<LiveEvent, void> {
  try {
    yield hello();
    yield* events;
  } finally {
    // Also when the reader left before the first event.
    await events.return();
  }
}
