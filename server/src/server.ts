import { makeSecretBox, Prober } from '@taskdeck/tasks';
import type { Keys } from '@taskdeck/tasks';
import type { Logger } from 'pino';
import { ActionRunner } from './actions/action-runner.ts';
import { buildApp } from './app.ts';
import { makeAuth } from './auth/auth.ts';
import type { Config } from './config.ts';
import { createDockerEngine } from './docker/create-docker-engine.ts';
import { thisContainerId } from './docker/own-container.ts';
import { makeNetworksCollector } from './live/collect-networks.ts';
import { makeProbeStore } from './redis/probe-store.ts';
import { panelSettings } from './hardening/panel-settings.ts';
import { readRules } from './isolation/read-rules.ts';
import { watchActions } from './live/action-watcher.ts';
import { makeBoard } from './live/board.ts';
import { makeStatsCollector } from './live/collect-stats.ts';
import { makeHub } from './live/hub.ts';
import { Janitor } from './live/janitor.ts';
import { JobWatcher } from './live/job-watcher.ts';
import { Sampler } from './live/sampler.ts';
import { watchProofs } from './live/proof-watcher.ts';
import { watchSchedules } from './live/schedule-watcher.ts';
import { watchTimelineNews } from './live/timeline-news.ts';
import { watchSnapshots } from './live/snapshot-watcher.ts';
import { makeStackHistory } from './live/stack-history.ts';
import { BullmqQueue } from './queue/bullmq-queue.ts';
import { BullmqQueueControls } from './queue/queue-controls.ts';
import { makeForeignQueues } from './queue/foreign/bullmq-foreign-queues.ts';
import { makeActionStore } from './redis/action-store.ts';
import { connectRedis } from './redis/connect.ts';
import { readHeartbeats } from './redis/heartbeats.ts';
import { makeLease } from './redis/lease.ts';
import { makeScheduleStore } from './redis/schedule-store.ts';
import { makeSeries } from './redis/series.ts';
import { makeTimelineMemory } from './redis/timeline-memory.ts';
import { makeTimelineStore } from './redis/timeline-store.ts';
import { TimelineWatcher } from './timeline/timeline-watcher.ts';
import { makeRunSchedule } from './schedules/run-schedule.ts';
import { ScheduleRunner } from './schedules/schedule-runner.ts';
import { makeServices } from './services/make-services.ts';

/** What a server takes from the process around it. */
interface World {
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
  /** A one-time sign-in link; waits until Redis is there. null: there are accounts, so people sign in by password. */
  signInLink(): Promise<string | null>;
  /** Ends streams so that their clients reconnect elsewhere, finishes what is asked, lets go of the lease, closes. */
  stop(): Promise<void>;
}

/** Redis, Docker and what watches them. */
function connect(config: Config, { keys, log, now, newId }: World) {
  const redis = connectRedis(config.redis, 'commands', log);
  const stream = connectRedis(config.redis, 'stream', log);
  const subscriber = connectRedis(config.redis, 'stream', log);
  const secrets = makeSecretBox(config.secretsKey);
  const queue = new BullmqQueue({ redis, keys, secrets, log, now });
  const series = makeSeries(redis, keys, now);
  const docker = createDockerEngine({
    host: config.dockerHost,
    hosts: config.dockerHosts,
    project: config.dockerProject,
    swarm: config.dockerSwarm,
    log,
  });
  const hub = makeHub();
  const board = makeBoard(hub, now);
  const collect = makeStatsCollector({ queue, series, now });
  const replica = newId();
  const lease = makeLease(redis, keys.samplerLease, replica);
  const scheduleLease = makeLease(redis, keys.scheduleLease, replica);
  const shared = { redis, keys, queue, secrets, series, hub, board, collect, log, now };
  const rules = readRules(config.isolationRulesFile);
  for (const fault of rules.faults) log.warn(fault, 'An isolation rule can not be read');
  const probes = makeProbeStore(redis, keys);
  const sampleNetworks = makeNetworksCollector({ docker, rules, probes, log, now });
  const janitor = new Janitor({ queue, log, now });
  const actions = makeActionStore(redis, keys);
  watchActions({ subscriber, keys, hub, log });
  watchProofs({ subscriber, keys, hub, log });
  const memory = makeTimelineMemory(redis, keys, replica);
  const workers = () => readHeartbeats(redis, keys);
  const timeline = new TimelineWatcher({ docker, memory, workers, log, now });
  const timelineStore = makeTimelineStore(redis, keys);
  watchTimelineNews({ subscriber, redis, timelineStore, keys, hub, log });
  const history = makeStackHistory({ ...shared, docker, timelineStore });
  const stack = history.stackRecorder;
  const samplerParts = { ...shared, replica, lease, docker, sampleNetworks, janitor, timeline };
  return {
    ...shared,
    ...history,
    panel: panelSettings(config),
    docker,
    sampleNetworks,
    probes,
    prober: new Prober({ redis, keys, containerId: thisContainerId(), now, log }),
    actions,
    actionRunner: new ActionRunner({ store: actions, queue, replica, log, now }),
    foreign: makeForeignQueues({ redis, keys, log, now, prefixes: config.queuePrefixes }),
    foreignWritable: config.foreignQueuesWritable,
    schedules: makeScheduleStore(redis, keys),
    scheduleLease,
    scheduleWatcher: watchSchedules({ subscriber, keys, hub, log }),
    queueControls: new BullmqQueueControls({ redis, keys, log, now }),
    jobs: new JobWatcher({ stream, keys, queue, hub, log }),
    snapshots: watchSnapshots({ subscriber, redis, keys, board, log }),
    timelineStore,
    sampler: new Sampler({ ...samplerParts, stack }),
  };
}

/** Wires the parts together: the only place that knows them all. */
export async function makeServer(config: Config, world: World): Promise<Server> {
  const parts = connect(config, world);
  const { redis, board, hub, docker } = parts;
  const { log, newId, version } = world;
  const auth = makeAuth({ ...world, ...config, redis });
  const { sessions } = auth;
  const beginAction = (id: string) => parts.actionRunner.begin(id);
  const services = makeServices({ ...parts, ...auth, newId, version, beginAction });
  const scheduler = new ScheduleRunner({
    store: parts.schedules,
    lease: parts.scheduleLease,
    run: makeRunSchedule({ ...parts, ...services, store: parts.schedules, newId }),
    log,
    now: world.now,
  });
  const app = await buildApp({ ...config, ...auth, services, version, log, now: world.now });

  // So that pages and the health check need not wait for the sampler to say what Docker is like.
  const showStack = async () => {
    const containers = await docker.snapshot();
    if (board.containers === null) board.put({ type: 'containers', containers });
    const networks = await parts.sampleNetworks();
    if (board.networks === null) board.put({ type: 'networks', networks });
  };

  return {
    async start() {
      parts.sampler.start();
      scheduler.start();
      parts.actionRunner.start();
      parts.jobs.start();
      parts.prober.start();
      await app.listen({ host: config.host, port: config.port });
      void showStack();
    },
    async signInLink() {
      // `once` of node:events would give up at the first try that fails.
      if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
      if (config.adminPassword !== null) await auth.signIn.makeAdmin(config.adminPassword);
      if ((await auth.accounts.count()) > 0) return null;
      return `${config.publicUrl}/sign-in#${await sessions.newLink()}`;
    },
    async stop() {
      hub.close();
      await app.close();
      await parts.actionRunner.stop();
      await scheduler.stop();
      parts.prober.stop();
      await parts.sampler.stop();
      parts.jobs.close();
      parts.snapshots.close();
      await docker.close();
      // Redis may be away; there is nothing left to lose.
      await parts.queue.close().catch(() => undefined);
      await parts.queueControls.close().catch(() => undefined);
      redis.disconnect();
    },
  };
}
