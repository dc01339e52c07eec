import { type Heartbeat, JobError, makeKeys, makeSecretBox, Prober } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { writeAliveFile } from './alive-file.ts';
import { ArtifactJanitor } from './artifact-janitor.ts';
import { Cancels } from './cancels.ts';
import type { Config } from './config.ts';
import { type Control, Controls } from './controls.ts';
import { Consumer } from './consumer.ts';
import { HeartbeatWriter } from './heartbeat-writer.ts';
import { Ledger } from './ledger.ts';
import { LeftCode } from './left-code.ts';
import { ProcessUsage } from './process-usage.ts';
import { JobProcessor } from './processor.ts';
import { Producers } from './producers.ts';
import { connectRedis } from './redis.ts';
import { Reports } from './reports.ts';
import { RunningJobs } from './running-jobs.ts';
import { RedisTaskValues } from './task-values.ts';
import { ThreadPool } from './thread-pool.ts';

/** Who this worker is. */
interface Identity {
  /** UUIDv7. */
  readonly id: string;
  readonly host: string;
  readonly containerId: string | null;
  readonly pid: number;
  readonly version: string;
}

/** The worker, built from its parts and taking jobs. */
export class App {
  readonly #consumers: readonly Consumer[];
  readonly #heartbeat: HeartbeatWriter;
  readonly #left: LeftCode;
  readonly #running: RunningJobs;
  readonly #janitor: ArtifactJanitor | null;
  readonly #prober: Prober;
  readonly #threads: ThreadPool;
  readonly #usage = new ProcessUsage();
  readonly #redis: Redis;
  readonly #subscriber: Redis;
  #state: Heartbeat['state'] = 'running';
  /** What was asked last; null: it could not be done, and is not to be taken for done when it is asked again. */
  #asked: Heartbeat['state'] | null = 'running';

  /** @param askedToDrain called when the panel asks for it: the process is to end as after SIGTERM */
  constructor(config: Config, identity: Identity, log: Logger, askedToDrain: () => void) {
    const keys = makeKeys(config.keyPrefix);
    const redis = connectRedis(config.redisUrl, log);
    this.#redis = redis;
    const subscriber = redis.duplicate();
    // The same Redis: its outages are reported already.
    subscriber.on('error', () => undefined);
    this.#subscriber = subscriber;
    const { id: worker, host, containerId } = identity;

    const running = new RunningJobs(() => this.#heartbeat.soon());
    const ledger = new Ledger(redis, keys, { worker, host, containerId });
    this.#running = running;
    this.#left = new LeftCode(ledger, log);
    const producers = new Producers(redis, keys);
    this.#threads = new ThreadPool({ ...config.threads, settings: config.tasks }, log);
    const secrets = makeSecretBox(config.secretsKey);
    const { process } = new JobProcessor({
      ledger,
      left: this.#left,
      reports: new Reports(redis, keys),
      running,
      threads: this.#threads,
      values: new RedisTaskValues(redis, keys),
      settings: config.tasks,
      children: { redis, keys, secrets, newId: uuidv7, queueOf: producers.queueOf },
      log,
    });
    // The alive file tells of these connections too: it is not left to the next regular beat.
    const connected = () => this.#heartbeat.soon();
    const cancels = new Cancels(redis, { keys, running, log });
    const shared = { redis, keys, workerId: worker, ledger, running, cancels };
    const parts = { ...shared, process, connected, log };
    this.#consumers = config.queues.map((queue) => new Consumer(queue, parts));
    const controls = new Controls(redis, {
      keys,
      workerId: worker,
      obey: (control) => this.#obey(control, askedToDrain),
      log,
    });
    for (const part of [cancels, controls]) part.listen(subscriber);
    this.#heartbeat = new HeartbeatWriter({
      redis,
      keys,
      log,
      describe: describer(config, identity, running, () => ({
        state: this.#state,
        ...this.#usage.look(),
      })),
      written: () => this.#alive(config.aliveFile, log),
    });

    this.#prober = new Prober({ redis, keys, containerId, now: Date.now, log });
    const { artifactsDir } = config.tasks;
    this.#janitor =
      artifactsDir === null ? null : new ArtifactJanitor({ artifactsDir, redis, keys, log });

    for (const part of [this.#prober, this.#janitor, this.#heartbeat]) part?.start();
    for (const consumer of this.#consumers) consumer.start(log);
  }

  /**
   * Takes nothing new; resolves when all that runs has ended. When nothing runs and Redis is away it does not wait for Redis: there
   * is nothing to tell it.
   */
  async drain(): Promise<void> {
    this.#state = 'draining';
    this.#heartbeat.soon();
    const drained = Promise.all(this.#consumers.map((consumer) => consumer.drain()));
    let watch: NodeJS.Timeout | undefined;
    const cutOffAndIdle = new Promise<void>((resolve) => {
      watch = setInterval(() => {
        if (!this.#redisAnswers && this.#running.list().length === 0) resolve();
      }, 500);
    });
    await Promise.race([drained, cutOffAndIdle]);
    clearInterval(watch);
  }

  /** Makes `drain` end soon: running jobs are stopped and put back into their queue. */
  handBack(): void {
    this.#running.handBack(new JobError('HANDED_BACK', 'The worker was stopped'));
  }

  /** After `drain`: says good-bye to Redis and lets go of everything. */
  async close(): Promise<void> {
    if (this.#redisAnswers) await Promise.all([this.#heartbeat.stop(), this.#left.end()]);
    this.#subscriber.disconnect();
    this.#prober.stop();
    this.#janitor?.stop();
    this.#usage.stop();
    await this.#threads.stop();
    this.#redis.disconnect();
  }

  /** What is asked again changes nothing; nothing stops a worker that drains. */
  async #obey(control: Control, askedToDrain: () => void): Promise<void> {
    if (this.#isDraining) return;
    if (control === 'drain') return askedToDrain();
    const state = control === 'pause' ? 'paused' : 'running';
    if (state === this.#asked) return;
    this.#asked = state;
    const done = this.#consumers.map((consumer) =>
      state === 'paused' ? consumer.pause() : consumer.resume(),
    );
    await Promise.all(done).catch((error: unknown) => {
      if (this.#asked === state) this.#asked = null;
      throw error;
    });
    // Said when it is so: until then it may take a job. Meanwhile it may have been asked for something else.
    if (this.#asked !== state || this.#isDraining) return;
    this.#state = state;
    this.#heartbeat.soon();
  }

  get #isDraining(): boolean {
    return this.#state === 'draining';
  }

  get #redisAnswers(): boolean {
    return this.#redis.status === 'ready';
  }

  async #alive(path: string | null, log: Logger): Promise<void> {
    if (path === null || !this.#consumers.every(({ connected }) => connected)) return;
    await writeAliveFile(path).catch((error) =>
      log.error({ err: error }, 'WORKER_ALIVE_FILE was not written'),
    );
  }
}

type Vitals = Pick<Heartbeat, 'state' | 'memoryBytes' | 'cpuPercent' | 'eventLoopLagMs'>;

function describer(
  config: Config,
  identity: Identity,
  running: RunningJobs,
  vitals: () => Vitals,
): () => Heartbeat {
  const startedAt = new Date().toISOString();
  return () => ({
    ...identity,
    queues: [...config.queues],
    concurrency: config.queues.reduce((sum, { concurrency }) => sum + concurrency, 0),
    ...vitals(),
    running: running.list().map(({ id, task, queue, since }) => ({ id, task, queue, since })),
    completed: running.completed,
    failed: running.failed,
    startedAt,
    lastSeenAt: new Date().toISOString(),
  });
}
