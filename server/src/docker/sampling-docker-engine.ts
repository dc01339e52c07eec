import type { Logger } from 'pino';
import type { DockerAccess } from '../schemas/docker-access.ts';
import type { Containers, Engine } from '../schemas/container.ts';
import type { Swarm } from '../schemas/swarm.ts';
import { checkAccess } from './access-check.ts';
import { ContainerReader } from './container-reader.ts';
import type { ContainerReading } from './container-reading.ts';
import type { Reading } from './container-reader.ts';
import { byServiceAndReplica, containerView, startedAnew } from './container-view.ts';
import type { DockerAddress } from './docker-address.ts';
import type { ListedContainer } from './docker-answers.ts';
import type { DockerClient } from './docker-client.ts';
import type { DockerEngine } from './docker-engine.ts';
import type { DockerEvent } from './docker-event.ts';
import { negotiateApi } from './engine-api.ts';
import { engineEvents } from './engine-events.ts';
import { engineFailure } from './engine-failure.ts';
import { absentEngine, connectedEngine } from './engine-view.ts';
import type { EngineAnswers } from './engine-view.ts';
import { KnownContainers } from './known-containers.ts';
import type { NetworkFacts } from './network-facts.ts';
import { NetworkReader } from './network-reader.ts';
import type { NetworkReading } from './network-reader.ts';
import { networkFacts } from './network-view.ts';
import { COMPOSE_PROJECT, stackLabels } from './stack-labels.ts';
import { NO_SWARM, SwarmReader } from './swarm-reader.ts';

const ACCESS_MS = 15_000;
/** Version and size of an engine that stays up hardly change. */
const ENGINE_MS = 60_000;

interface SamplingOptions {
  readonly client: DockerClient;
  readonly address: DockerAddress;
  /** The Compose project to show; null: that of the container `ownId`, or all where that is null or has none. */
  readonly project: string | null;
  readonly ownId: string | null;
  /** How long one question may take; a whole sample may take twice that. */
  readonly callMs: number;
  /** After how long a silent stream of events is opened anew; 60 s by default. */
  readonly silenceMs?: number;
  /** DOCKER_SWARM. */
  readonly swarm: boolean;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly now: () => number;
}

/** The real engine: asks Docker anew for every snapshot. */
export class SamplingDockerEngine implements DockerEngine {
  readonly #options: SamplingOptions;
  readonly #reader: ContainerReader;
  readonly #networkReader: NetworkReader;
  readonly #swarmReader: SwarmReader;
  readonly #known = new KnownContainers();
  #project: string | null;
  #ownId: string | null;
  #engine: { answers: EngineAnswers; atMs: number } | null = null;
  #last: Containers;
  /** What was read beside the last sample of containers. */
  #read: { containers: readonly Reading[]; networks: readonly NetworkReading[] | null } = {
    containers: [],
    networks: null,
  };
  #readings: readonly ContainerReading[] = [];
  #networksFailed = false;
  #sampling: Promise<Containers> | null = null;
  #trying: Promise<DockerAccess> | null = null;
  #closed = false;

  constructor(options: SamplingOptions) {
    this.#options = options;
    this.#reader = new ContainerReader(options.client, options.now);
    this.#networkReader = new NetworkReader(options.client, options.now);
    this.#swarmReader = new SwarmReader(options);
    this.#project = options.project;
    this.#ownId = options.ownId;
    const engine = absentEngine('connecting', 'Docker has not been asked yet.', this.#project);
    this.#last = { engine, at: null, items: [], engines: [] };
  }

  async snapshot(): Promise<Containers> {
    if (this.#closed) {
      const engine = absentEngine('off', 'The server is shutting down.', this.#project);
      return { ...this.#last, engine };
    }
    this.#sampling ??= this.#sample().finally(() => {
      this.#sampling = null;
    });
    return this.#sampling;
  }

  async networks(): Promise<NetworkFacts> {
    if (this.#last.at === null) await this.snapshot();
    const { engine, at } = this.#last;
    return networkFacts({ engine, at, ...this.#read });
  }

  async swarm(): Promise<Swarm> {
    if (!this.#options.swarm) return NO_SWARM;
    if (this.#last.at === null) await this.snapshot();
    const manages = this.#engine && (this.#engine.answers.info?.Swarm?.ControlAvailable ?? false);
    const { reason } = this.#last.engine;
    return this.#swarmReader.read({ manages, reason, project: this.#project });
  }

  readings(): readonly ContainerReading[] {
    return this.#readings;
  }

  async events(
    sinceMs: number | null,
    signal: AbortSignal,
    tell: (event: DockerEvent) => void,
    begun?: () => void,
  ): Promise<never> {
    // Whose events are shown is known with the first sample.
    if (this.#last.at === null) await this.snapshot();
    const { at, engine } = this.#last;
    if (at === null) throw new Error(engine.reason ?? 'Docker has not been asked yet.');
    const parts = { ...this.#options, project: this.#project, known: this.#known, begun };
    return engineEvents(parts, sinceMs, signal, tell);
  }

  access(): Promise<DockerAccess> {
    this.#trying ??= this.#tryGate().finally(() => (this.#trying = null));
    return this.#trying;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#options.client.close();
    await this.#sampling;
  }

  #tryGate(): Promise<DockerAccess> {
    const { client, now } = this.#options;
    const deadline = performance.now() + ACCESS_MS;
    const msLeft = (): number => Math.max(1, deadline - performance.now());
    const send = (method: string, target: string) => client.send(method, target, msLeft());
    return checkAccess(send, now(), this.#options.swarm);
  }

  async #sample(): Promise<Containers> {
    const { client, callMs } = this.#options;
    // To load what speaks to Docker takes a second on a slow machine, and is none of Docker's time.
    await client.ready();
    const deadline = performance.now() + 2 * callMs;
    const msLeft = (): number => Math.min(callMs, Math.max(0, deadline - performance.now()));
    try {
      await this.#findOwnProject(msLeft);
      const [listed, answers] = await Promise.all([
        client.list(this.#project, msLeft()),
        this.#engineAnswers(msLeft),
      ]);
      this.#last = await this.#readAll(listed, answers, msLeft);
    } catch (error) {
      this.#fail(error);
    }
    return this.#last;
  }

  async #readAll(
    listed: readonly ListedContainer[],
    answers: EngineAnswers,
    msLeft: () => number,
  ): Promise<Containers> {
    // Compose's hooks are containers of a moment that belong to no service.
    const shown = listed.filter(({ Labels }) => Labels?.['com.docker.compose.hook'] === undefined);
    this.#known.noteListed(shown);
    const [readings, networks] = await Promise.all([
      this.#reader.read(shown, msLeft),
      // Containers are shown even where a gate keeps the networks.
      this.#networkReader.read(shown, this.#project, msLeft).catch(() => null),
    ]);
    // Docker may have gone in the middle of this sample: only the next one tells that from a gate that keeps them.
    const lately = this.#networksFailed ? null : this.#read.networks;
    this.#networksFailed = networks === null;
    this.#read = { containers: readings, networks: networks ?? lately };
    const told = readings
      .map(({ facts, probes, counters, ...container }) => ({
        view: containerView(container),
        facts,
        probes,
        counters,
        startedAnew: startedAnew(container),
      }))
      .sort((a, b) => byServiceAndReplica(a.view, b.view));
    const engine = this.#judge(readings, answers);
    this.#readings = engine.state === 'connected' ? told : [];
    return {
      engine,
      at: new Date(this.#options.now()).toISOString(),
      items: told.map(({ view }) => view),
      engines: [],
    };
  }

  /** An engine that lists its containers but answers for none of them is not well. */
  #judge(readings: readonly Reading[], answers: EngineAnswers): Engine {
    const asked = readings.filter((reading) => reading.asked);
    const failed = asked.filter(({ failures }) => failures.length > 0);
    const error = failed[0]?.failures[0];
    if (failed.length > 0 && failed.length === asked.length) return this.#absent(error);
    const engine = connectedEngine(answers, this.#project);
    if (this.#last.engine.state !== 'connected') {
      const { version, apiVersion, project } = engine;
      this.#options.log.info({ version, apiVersion, project }, 'Docker answers');
    }
    return engine;
  }

  #fail(error: unknown): void {
    this.#engine = null;
    this.#readings = [];
    this.#last = { ...this.#last, engine: this.#absent(error) };
  }

  #absent(error: unknown): Engine {
    const { state, reason } = engineFailure(error, this.#options.address);
    // Once, not with every sample, and not because we hung up ourselves.
    if (!this.#closed && reason !== this.#last.engine.reason)
      this.#options.log.warn({ err: error }, reason);
    return absentEngine(state, reason, this.#project);
  }

  async #findOwnProject(msLeft: () => number): Promise<void> {
    const ownId = this.#ownId;
    if (ownId === null) return;
    const all = await this.#options.client.list(null, msLeft());
    const own = all.find(({ Id }) => Id.startsWith(ownId));
    const compose = own?.Labels?.[COMPOSE_PROJECT] ?? null;
    this.#project = this.#options.swarm ? stackLabels(own?.Labels).project : compose;
    this.#ownId = null;
  }

  /** Nice to have: a gate may refuse them, so they don't fail the sample. Rejects where no version of the API is known to both. */
  async #engineAnswers(msLeft: () => number): Promise<EngineAnswers> {
    const now = this.#options.now();
    if (this.#engine !== null && now - this.#engine.atMs < ENGINE_MS) return this.#engine.answers;
    const { client } = this.#options;
    const [version, info] = await Promise.all([
      client.version(msLeft()).catch(() => null),
      client.info(msLeft()).catch(() => null),
    ]);
    if (version !== null) client.speak(negotiateApi(version));
    if (version !== null && info !== null) this.#engine = { answers: { version, info }, atMs: now };
    return { version, info };
  }
}
