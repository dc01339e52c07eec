import { noAccess } from '@taskdeck/server/docker/access-check';
import type { ContainerReading } from '@taskdeck/server/docker/container-reading';
import type { DockerEngine } from '@taskdeck/server/docker/docker-engine';
import type { NetworkFacts } from '@taskdeck/server/docker/network-facts';
import { NO_SWARM } from '@taskdeck/server/docker/swarm-reader';
import type { Swarm } from '@taskdeck/server/schemas/swarm';
import type { DockerAccess } from '@taskdeck/server/schemas/docker-access';
import type { Containers, ContainerView, Engine } from '@taskdeck/server/schemas/container';

/** An engine that answers. */
export const CONNECTED: Engine = {
  state: 'connected',
  reason: null,
  version: '28.5.2',
  apiVersion: '1.51',
  name: 'docker-host',
  cpus: 2,
  memoryBytes: 8_000_000_000,
  project: 'taskdeck',
  kind: 'docker',
  rootless: false,
  cgroups: '2',
};

const NO_READING = { facts: null, probes: [], counters: null, startedAnew: null };

/** No event, until nobody listens any more. */
function silent(_sinceMs: number | null, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new Error('nobody listens any more'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}

/** A running container of the project; give what matters to the test. */
export function fakeContainer(some: Partial<ContainerView> & { id: string }): ContainerView {
  return {
    host: null,
    name: `taskdeck-${some.service ?? 'worker'}-${some.replica ?? 1}`,
    service: 'worker',
    replica: 1,
    image: 'taskdeck:latest',
    state: 'running',
    health: 'healthy',
    done: false,
    createdAt: '2026-11-22T10:59:59.000Z',
    startedAt: '2026-11-22T11:00:00.000Z',
    finishedAt: null,
    restarts: 0,
    exitCode: null,
    oomKilled: false,
    cpu: { cores: 0.1, limitCores: 1, percentOfLimit: 10, throttledPercent: 0 },
    memory: { usedBytes: 50e6, limitBytes: 200e6, reservationBytes: 64e6, percentOfLimit: 25 },
    pids: { current: 12, limit: 128 },
    io: { receivedPerSecond: 0, sentPerSecond: 0, readPerSecond: 0, writtenPerSecond: 0 },
    failingStreak: 0,
    probedAt: null,
    networks: [{ name: 'taskdeck_backend', ipAddress: '172.20.0.4', aliases: ['worker'] }],
    ...some,
  };
}

/** Docker for tests of the rest of the server: passes the same contract as the real adapter. */
export class FakeDockerEngine implements DockerEngine {
  /** How often it was asked: sampling must not grow with the number of viewers. */
  snapshots = 0;
  items: ContainerView[];
  /** Who is on which network. */
  topology: Pick<NetworkFacts, 'networks' | 'containers' | 'mounts'> = {
    networks: [],
    containers: [],
    mounts: [],
  };
  /** The Swarm that it manages; none by default. */
  swarmShown: Swarm = NO_SWARM;
  /** What a sample tells of a container beyond its view. */
  read: (view: ContainerView) => Partial<ContainerReading> = () => ({});
  /** Docker's events; by default none ever comes. */
  eventStream: DockerEngine['events'] = silent;
  readonly #now: () => number;
  #trouble: Pick<Engine, 'state' | 'reason'> | null = null;
  #last: Containers | null = null;
  /** What the last snapshot said, with or without Docker. */
  #shown: Containers | null = null;

  constructor(items: ContainerView[] = [], now: () => number = Date.now) {
    this.items = items;
    this.#now = now;
  }

  /** From now on as if Docker were away; null: as if it were back. */
  setTrouble(trouble: Pick<Engine, 'state' | 'reason'> | null): void {
    this.#trouble = trouble;
  }

  async snapshot(): Promise<Containers> {
    this.snapshots += 1;
    if (this.#trouble === null) {
      const at = new Date(this.#now()).toISOString();
      this.#last = { engine: CONNECTED, at, items: [...this.items], engines: [] };
      this.#shown = this.#last;
      return this.#last;
    }
    const { project } = CONNECTED;
    const nothing = { version: null, apiVersion: null, name: null, cpus: null, memoryBytes: null };
    const unknown = { kind: null, rootless: null, cgroups: null };
    const engine = { ...nothing, ...unknown, ...this.#trouble, project };
    const items = this.#last?.items ?? [];
    this.#shown = { at: this.#last?.at ?? null, items, engine, engines: [] };
    return this.#shown;
  }

  async networks(): Promise<NetworkFacts> {
    const { engine, at } = this.#shown ?? (await this.snapshot());
    return { engine, at, trouble: null, ...this.topology };
  }

  async swarm(): Promise<Swarm> {
    return this.swarmShown;
  }

  readings(): readonly ContainerReading[] {
    if (this.#trouble !== null) return [];
    return (this.#shown?.items ?? []).map((view) => ({ view, ...NO_READING, ...this.read(view) }));
  }

  events(...args: Parameters<DockerEngine['events']>): Promise<never> {
    return this.eventStream(...args);
  }

  async access(): Promise<DockerAccess> {
    return noAccess('A fake has no gate.');
  }

  async close(): Promise<void> {
    this.setTrouble({ state: 'off', reason: 'The server is shutting down.' });
  }
}
