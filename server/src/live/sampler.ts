import { QUEUES, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { DockerEngine } from '../docker/docker-engine.ts';
import { readHeartbeats } from '../redis/heartbeats.ts';
import type { Lease } from '../redis/lease.ts';
import { isNewStep, STEPS, type Series } from '../redis/series.ts';
import type { Networks } from '../schemas/network.ts';
import type { Swarm } from '../schemas/swarm.ts';
import { publishSnapshot, type Snapshot } from '../redis/snapshots.ts';
import type { Look } from './collect-stats.ts';
import type { Janitor } from './janitor.ts';
import { queueSeries } from './queue-window.ts';
import { workerView } from './worker-view.ts';
import type { TimelineWatcher } from '../timeline/timeline-watcher.ts';
import type { Board } from './board.ts';
import type { Hub } from './hub.ts';
import type { StackRecorder } from './stack-recorder.ts';

/** One beat: the lease is renewed, and what is due is sampled. */
export const BEAT_MS = 1_000;
/** How often each kind is sampled while a tab looks, and while none does (history goes on). */
const EVERY = {
  queue: { watched: 1_000, idle: 10_000 },
  docker: { watched: 2_000, idle: 10_000 },
} as const;
/** Networks are given out when something in them changed, and this often, so that Redis keeps them. */
const NETWORKS_MS = 30_000;
/** The gate in front of Docker is tried this often while somebody looks. */
const ACCESS_MS = 60_000;
/** A tab counts as looking for this long after its replica said so. */
const INTEREST_MS = 5_000;
/** A tick goes to every tab this often: silence of 5 s means that the connection is gone. */
const TICK_MS = 2_000;

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly replica: string;
  readonly lease: Lease;
  readonly janitor: Janitor;
  readonly series: Series;
  readonly docker: DockerEngine;
  readonly sampleNetworks: () => Promise<Networks>;
  readonly collect: (workers: Awaited<ReturnType<typeof readHeartbeats>>) => Promise<Look>;
  readonly timeline: Pick<TimelineWatcher, 'hold' | 'compare' | 'stop'>;
  readonly stack: Pick<StackRecorder, 'note'>;
  readonly hub: Hub;
  readonly board: Board;
  readonly log: Logger;
  readonly now: () => number;
}

/** Whether something that was done at `last` is due again. A little early counts: beats are not exact. */
const due = (now: number, last: number, every: number): boolean => now - last >= every - 50;

/**
 * The one sampler of the product. Every replica beats; the one that holds the lease samples and gives the snapshots to all. With Redis
 * away there is no lease, and each replica looks at Docker for its own tabs.
 */
export class Sampler {
  readonly #p: Parts;
  #timer: NodeJS.Timeout | null = null;
  #beating: Promise<void> = Promise.resolve();
  #last = { queue: 0, docker: 0, interest: 0, tick: 0 };
  #lastStep = new Map<string, number>();
  #dockerRunning = false;
  #swarmRunning = false;
  #swarm: Swarm | null = null;
  #networks = { text: '', at: 0 };
  #accessAt = 0;

  constructor(parts: Parts) {
    this.#p = parts;
  }

  start(): void {
    const beat = () => {
      this.#beating = this.#beat()
        .catch((error: unknown) =>
          this.#p.log.warn({ err: error }, 'A sample failed; trying again'),
        )
        .finally(() => {
          if (this.#timer !== null) this.#timer = setTimeout(beat, BEAT_MS);
        });
    };
    this.#timer = setTimeout(beat, 0);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#beating;
    await this.#p.janitor.stop();
    await this.#p.timeline.stop();
    await this.#p.lease.release().catch(() => undefined);
  }

  async #beat(): Promise<void> {
    const { hub, board, lease, now, redis, keys } = this.#p;
    let holds = false;
    let watched = hub.size > 0;
    try {
      holds = await lease.hold();
      board.setRedis('up');
      if (watched) await this.#sayInterest();
      else if (holds) watched = (await redis.exists(keys.interest)) === 1;
    } catch {
      board.setRedis('down');
    }
    this.#p.timeline.hold(holds);
    if (due(now(), this.#last.tick, TICK_MS)) {
      this.#last.tick = now();
      board.tick();
    }
    const alone = board.redis === 'down' && watched;
    const pace = watched ? 'watched' : 'idle';
    // Docker may be slow or stuck: it is never waited for.
    if ((holds || alone) && this.#isDockerDue(watched)) this.#sampleDocker(alone, watched);
    if (holds && isNewStep(now(), this.#last.queue, EVERY.queue[pace])) await this.#sampleQueue();
    if (holds) this.#p.janitor.beat();
  }

  async #sayInterest(): Promise<void> {
    const { redis, keys, now } = this.#p;
    if (!due(now(), this.#last.interest, INTEREST_MS / 2)) return;
    this.#last.interest = now();
    await redis.set(keys.interest, '1', 'PX', INTEREST_MS);
  }

  /** While nobody looks once in each step of the history, so that it has no holes. */
  #isDockerDue(watched: boolean): boolean {
    const [now, last] = [this.#p.now(), this.#last.docker];
    const { watched: everyMs, idle: stepMs } = EVERY.docker;
    return watched ? due(now, last, everyMs) : isNewStep(now, last, stepMs);
  }

  #sampleDocker(alone: boolean, watched: boolean): void {
    if (this.#dockerRunning) return;
    this.#dockerRunning = true;
    this.#last.docker = this.#p.now();
    const give = async (snapshot: Snapshot) => {
      if (alone) this.#p.board.put(snapshot);
      else await this.#publish(snapshot);
    };
    if (watched) this.#sampleSwarm(give);
    const sample = async () => {
      const containers = await this.#p.docker.snapshot();
      await give({ type: 'containers', containers });
      if (!alone) await this.#p.timeline.compare(containers);
      await this.#giveNetworks(give);
      if (watched) await this.#giveAccess(give);
      await this.#p.stack.note(containers, give, { watched, alone });
    };
    sample()
      .catch((error: unknown) => this.#p.log.debug({ err: error }, 'Docker could not be sampled'))
      .finally(() => (this.#dockerRunning = false));
  }

  /** Beside the containers: a slow manager must not delay them. */
  #sampleSwarm(give: (snapshot: Snapshot) => Promise<void>): void {
    if (this.#swarmRunning) return;
    this.#swarmRunning = true;
    const sample = async () => {
      const swarm = await this.#p.docker.swarm();
      if (swarm === this.#swarm || swarm.state === 'off') return;
      await give({ type: 'swarm', swarm });
      this.#swarm = swarm;
    };
    sample()
      .catch((error: unknown) => this.#p.log.debug({ err: error }, 'No Swarm'))
      .finally(() => (this.#swarmRunning = false));
  }

  async #giveNetworks(give: (snapshot: Snapshot) => Promise<void>): Promise<void> {
    const { sampleNetworks, now } = this.#p;
    const networks = await sampleNetworks();
    const text = JSON.stringify({ ...networks, at: null });
    if (text === this.#networks.text && !due(now(), this.#networks.at, NETWORKS_MS)) return;
    await give({ type: 'networks', networks });
    this.#networks = { text, at: now() };
  }

  async #giveAccess(give: (snapshot: Snapshot) => Promise<void>): Promise<void> {
    const { docker, now } = this.#p;
    if (!due(now(), this.#accessAt, ACCESS_MS)) return;
    this.#accessAt = now();
    await give({ type: 'access', access: await docker.access() });
  }

  async #sampleQueue(): Promise<void> {
    const { redis, keys, collect, board, now } = this.#p;
    this.#last.queue = now();
    const known = await readHeartbeats(redis, keys);
    const { stats, totals } = await collect(known);
    await this.#publish({ type: 'stats', stats });
    await this.#publish({
      type: 'workers',
      workers: { items: known.map((worker) => workerView(worker, board.containers)) },
    });
    await this.#store(stats, totals);
  }

  async #store(stats: Look['stats'], totals: Look['totals']): Promise<void> {
    const { series, now } = this.#p;
    for (const step of STEPS) {
      const key = step.name;
      // A new holder goes on where the one before it stopped.
      const last =
        this.#lastStep.get(key) ?? (await series.newestAt(queueSeries(QUEUES[0]), key)) ?? 0;
      this.#lastStep.set(key, last);
      if (!isNewStep(now(), last, step.ms)) continue;
      this.#lastStep.set(key, now());
      for (const { queue, counts } of stats.queues) {
        const gauges = {
          waiting: counts.waiting + counts.prioritized,
          delayed: counts.delayed,
          active: counts.active,
        };
        await series.add(queueSeries(queue), key, { ...gauges, ...totals[queue] });
      }
    }
  }

  async #publish(snapshot: Snapshot): Promise<void> {
    const { redis, keys, replica } = this.#p;
    await publishSnapshot(redis, keys, replica, snapshot);
  }
}
