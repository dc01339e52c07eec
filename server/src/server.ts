import type { Keys } from '@taskdeck/tasks';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import { makeSessions } from './auth/sessions.ts';
import type { Config } from './config.ts';
import { createDockerEngine } from './docker/create-docker-engine.ts';
import { makeBoard } from './live/board.ts';
import { makeStatsCollector } from './live/collect-stats.ts';
import { makeHub } from './live/hub.ts';
import { watchJobs } from './live/job-watcher.ts';
import { Sampler } from './live/sampler.ts';
import { watchSnapshots } from './live/snapshot-watcher.ts';
import { makeBullmqQueue } from './queue/bullmq-queue.ts';
import { connectRedis } from './redis/connect.ts';
import { makeLease } from './redis/lease.ts';
import { makeSeries } from './redis/series.ts';
import { makeServices } from './services/make-services.ts';

/** What a server takes from the process around it. */
export interface World {
  readonly keys: Keys;
  readonly log: Logger;
  readonly now: () => number;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly version: string;
}

export interface Server {
  /** Listens. Redis and Docker may come later. */
  start(): Promise<void>;
  /** A one-time sign-in link; waits until Redis is there. */
  signInLink(): Promise<string>;
  /** Ends streams so that their clients reconnect elsewhere, finishes what is asked, lets go of the lease, closes. */
  stop(): Promise<void>;
}

/** Wires the parts together: the only place that knows them all. */
export async function makeServer(
  config: Config,
  { keys, log, now, newId, version }: World,
): Promise<Server> {
  const redis = connectRedis(config.redis, 'commands', log);
  const events = connectRedis(config.redis, 'stream', log);
  const subscriber = connectRedis(config.redis, 'stream', log);
  const queue = makeBullmqQueue({ redis, keys, log, now });
  const series = makeSeries(redis, keys, now);
  const docker = createDockerEngine({
    host: config.dockerHost,
    project: config.dockerProject,
    log,
  });
  const hub = makeHub();
  const board = makeBoard(hub, now);
  const collect = makeStatsCollector({ queue, series, now });
  const replica = newId();
  const lease = makeLease(redis, keys, replica);
  const sampler = new Sampler({
    redis,
    keys,
    replica,
    lease,
    queue,
    series,
    docker,
    collect,
    hub,
    board,
    log,
    now,
  });
  const services = makeServices({
    queue,
    redis,
    keys,
    series,
    board,
    hub,
    collect,
    newId,
    now,
    version,
    sampleContainers: () => docker.snapshot(),
    project: config.dockerProject,
  });
  const sessions = makeSessions(redis, keys);
  const app = await buildApp({
    services,
    sessions,
    version,
    log,
    token: config.token,
    webRoot: config.webRoot,
    trustProxy: config.trustProxy,
  });
  const watchers = [
    watchJobs({ stream: events, keys, queue, hub, log }),
    watchSnapshots({ subscriber, redis, keys, board, log }),
  ];

  return {
    async start() {
      sampler.start();
      // So that pages and the health check need not wait for the sampler to say what Docker is like.
      docker.snapshot().then(
        (containers) => {
          if (board.containers === null) board.put({ type: 'containers', containers });
        },
        (error: unknown) => log.debug({ err: error }, 'Docker could not be sampled'),
      );
      await app.listen({ host: config.host, port: config.port });
    },
    async signInLink() {
      if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
      return `${config.publicUrl}/sign-in#${await sessions.newLink()}`;
    },
    async stop() {
      hub.close();
      await app.close();
      await sampler.stop();
      for (const watcher of watchers) watcher.close();
      await docker.close();
      await queue.close().catch(() => undefined);
      redis.disconnect();
    },
  };
}
