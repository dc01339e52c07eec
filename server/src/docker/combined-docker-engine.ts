import type { Containers } from '../schemas/container.ts';
import type { DockerAccess } from '../schemas/docker-access.ts';
import type { Swarm } from '../schemas/swarm.ts';
import { noAccess } from './access-check.ts';
import { combinedEvents } from './combined-events.ts';
import type { HostEngine } from './combined-events.ts';
import { combinedAccess, combinedSnapshot } from './combined-view.ts';
import type { ContainerReading } from './container-reading.ts';
import type { DockerEngine } from './docker-engine.ts';
import type { DockerEvent } from './docker-event.ts';
import { absentEngine } from './engine-view.ts';
import type { NetworkFacts } from './network-facts.ts';
import { NO_SWARM } from './swarm-reader.ts';

/** How long a snapshot waits for a host; after that what it told last has to do, and what it is asked goes on. */
const PATIENCE_MS = 1_500;

/** Of Swarms, the one to show first. */
const STATES: readonly Swarm['state'][] = ['connected', 'unavailable', 'not-manager', 'off'];
const NO_FACTS = { at: null, trouble: null, networks: [], containers: [], mounts: [] };

interface Host extends HostEngine {
  last: Containers;
}

/**
 * Several engines as one (`DOCKER_HOSTS`), each with a connection and a gate of its own. What a container is on is said by its `host`. The hosts
 * are asked at the same time, and none waits for another.
 */
export class CombinedDockerEngine implements DockerEngine {
  readonly #hosts: readonly Host[];
  readonly #patienceMs: number;
  #asked = false;

  /** At least one. */
  constructor(hosts: readonly HostEngine[], patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
    const engine = absentEngine('connecting', 'Docker has not answered yet.', null);
    const last = { engine, at: null, items: [], engines: [] };
    this.#hosts = hosts.map((host) => ({ ...host, last }));
  }

  async snapshot(): Promise<Containers> {
    this.#asked = true;
    const samples = this.#hosts.map(async (host) => {
      host.last = await host.engine.snapshot();
    });
    await patiently(samples, this.#patienceMs);
    return combinedSnapshot(this.#hosts);
  }

  /**
   * Those of the first host: who reaches whom across machines no engine can tell, and addresses and names of networks are told apart on one machine
   * only. `others` names the hosts left out.
   */
  async networks(): Promise<NetworkFacts> {
    if (!this.#asked) await this.snapshot();
    const [first, ...hosts] = this.#hosts;
    const others = hosts.map(({ host }) => host);
    // It is not waited for a second time.
    if (first === undefined || first.last.at === null)
      return { ...NO_FACTS, engine: combinedSnapshot(this.#hosts.slice(0, 1)).engine, others };
    return { ...(await first.engine.networks()), others };
  }

  /** That of the first host that manages one. */
  async swarm(): Promise<Swarm> {
    const swarms = await Promise.all(this.#hosts.map(({ engine }) => engine.swarm()));
    const first = STATES.flatMap((state) => swarms.filter((swarm) => swarm.state === state));
    return first[0] ?? NO_SWARM;
  }

  readings(): readonly ContainerReading[] {
    return this.#hosts.flatMap(({ host, engine }) =>
      engine.readings().map((reading) => ({ ...reading, view: { ...reading.view, host } })),
    );
  }

  events(
    sinceMs: number | null,
    signal: AbortSignal,
    tell: (event: DockerEvent) => void,
  ): Promise<never> {
    return combinedEvents(this.#hosts, sinceMs, signal, tell);
  }

  async access(): Promise<DockerAccess> {
    const tried = this.#hosts.map(async ({ host, engine }) => ({
      host,
      access: await engine.access(),
    }));
    return combinedAccess(await Promise.all(tried)) ?? noAccess('There is no host.');
  }

  async close(): Promise<void> {
    await Promise.all(this.#hosts.map(({ engine }) => engine.close()));
  }
}

/** Until all are done, or the patience is. */
async function patiently(work: readonly Promise<unknown>[], patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([Promise.all(work), patience]);
  clearTimeout(timer);
}
