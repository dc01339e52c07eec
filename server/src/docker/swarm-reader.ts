import { z } from 'zod';
import type { Swarm } from '../schemas/swarm.ts';
import type { DockerAddress } from './docker-address.ts';
import type { DockerClient } from './docker-client.ts';
import { engineFailure } from './engine-failure.ts';
import { swarmView } from './swarm-view.ts';

/** Managers have other work: they are asked no more often. */
const EVERY_MS = 10_000;

const NOTHING = {
  at: null,
  services: [],
  nodes: [],
  omitted: { services: 0, nodes: 0 },
} satisfies Partial<Swarm>;

/** Where DOCKER_SWARM is off. */
export const NO_SWARM: Swarm = {
  ...NOTHING,
  state: 'off',
  reason: 'Swarm is not asked about here (DOCKER_SWARM=off).',
};

const NOT_MANAGER: Swarm = {
  ...NOTHING,
  state: 'not-manager',
  reason: 'This Docker engine manages no Swarm. It is in none, or one of its workers.',
};

/** How the engine stands. */
interface Standing {
  /** Whether it manages a Swarm; null: it could not be asked, for this `reason`. */
  readonly manages: boolean | null;
  readonly reason: string | null;
  /** null: all stacks are shown. */
  readonly project: string | null;
}

interface Parts {
  readonly client: Pick<DockerClient, 'services' | 'tasks' | 'nodes'>;
  readonly address: DockerAddress;
  /** How long one question may take. */
  readonly callMs: number;
  readonly now: () => number;
}

/** Reads the Swarm that the engine manages; remembers what it read. */
export class SwarmReader {
  readonly #parts: Parts;
  #last: Swarm | null = null;
  #askedMs = 0;
  #asking: Promise<Swarm> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Anew when the last time was 10 s ago, else the same object as then. Takes `callMs` at most; never rejects. Overlapping calls share one reading. */
  async read(standing: Standing): Promise<Swarm> {
    const { now } = this.#parts;
    if (this.#last !== null && Math.abs(now() - this.#askedMs) < EVERY_MS) return this.#last;
    this.#asking ??= this.#ask(standing).finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #ask({ manages, reason, project }: Standing): Promise<Swarm> {
    const { client, callMs, now } = this.#parts;
    this.#askedMs = now();
    if (manages === false) this.#last = NOT_MANAGER;
    else if (manages === null) this.#last = this.#unavailable(reason);
    else
      try {
        const [services, tasks, nodes] = await Promise.all([
          client.services(project, callMs),
          client.tasks(project, callMs),
          client.nodes(callMs),
        ]);
        this.#last = swarmView({ services, tasks, nodes }, now());
      } catch (error) {
        this.#last = this.#failed(error);
      }
    return this.#last;
  }

  #failed(error: unknown): Swarm {
    const { data } = z.object({ statusCode: z.number() }).safeParse(error);
    // It left since it told how it stands.
    if (data?.statusCode === 503) return NOT_MANAGER;
    return this.#unavailable(
      data?.statusCode === 403
        ? 'The gate in front of Docker refuses what DOCKER_SWARM=on asks. It must have nginx/swarm/on.conf beside docker-gate.conf.'
        : engineFailure(error, this.#parts.address).reason,
    );
  }

  #unavailable(reason: string | null): Swarm {
    const why = reason ?? 'Docker does not tell whether it manages a Swarm.';
    return { ...NOTHING, ...this.#last, state: 'unavailable', reason: why };
  }
}
