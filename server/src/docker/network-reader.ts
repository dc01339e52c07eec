import type { InspectedNetwork, ListedContainer, ListedNetwork } from './docker-answers.ts';
import type { DockerClient } from './docker-client.ts';
import { mapBounded } from './map-bounded.ts';
import { COMPOSE_PROJECT } from './stack-labels.ts';

/** The container list tells at once who of ours is on a network; only strangers on it are found by asking the network itself. */
const MEMBERS_MS = 10_000;
const CONCURRENCY = 5;
/** Networks that every engine has and that connect nothing: of the host's own, and of no network. */
const NO_NETWORK = new Set(['host', 'null']);

/** A network and its members. `inspected` is null when it could not be had, as with the long-lived ids of Swarm behind the gate. */
export interface NetworkReading {
  readonly listed: ListedNetwork;
  readonly inspected: InspectedNetwork | null;
}

/** Reads the networks that matter to some containers; remembers members between samples. */
export class NetworkReader {
  readonly #client: DockerClient;
  readonly #now: () => number;
  #members = new Map<string, { inspected: InspectedNetwork | null; atMs: number }>();

  constructor(client: DockerClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  /** Those of the project, and those that the containers are on. Rejects as the client does. */
  async read(
    containers: readonly ListedContainer[],
    project: string | null,
    msLeft: () => number,
  ): Promise<NetworkReading[]> {
    const joined = new Set(
      containers.flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings?.Networks ?? {})),
    );
    const all = await this.#client.networks(msLeft());
    const shown = all.filter(
      ({ Name, Driver, Labels }) =>
        !NO_NETWORK.has(Driver) &&
        (joined.has(Name) || (project !== null && Labels?.[COMPOSE_PROJECT] === project)),
    );
    const ids = new Set(shown.map(({ Id }) => Id));
    for (const id of this.#members.keys()) if (!ids.has(id)) this.#members.delete(id);
    return mapBounded(shown, CONCURRENCY, async (listed) => ({
      listed,
      inspected: await this.#inspect(listed.Id, msLeft()),
    }));
  }

  async #inspect(id: string, ms: number): Promise<InspectedNetwork | null> {
    const known = this.#members.get(id);
    if (known !== undefined && this.#now() - known.atMs < MEMBERS_MS) return known.inspected;
    // Removed since it was listed, or refused by a gate: what the containers tell remains.
    const inspected = await this.#client.inspectNetwork(id, ms).catch(() => null);
    this.#members.set(id, { inspected, atMs: this.#now() });
    return inspected;
  }
}
