import type { Containers } from '../schemas/container.ts';
import type { DockerAccess } from '../schemas/docker-access.ts';
import type { ContainerReading } from './container-reading.ts';
import type { DockerEvent } from './docker-event.ts';
import type { NetworkFacts } from './network-facts.ts';
import type { Swarm } from '../schemas/swarm.ts';

/** What the rest of the server knows of Docker. Cadence and sharing are the caller's: every call samples anew. */
export interface DockerEngine {
  /**
   * One sample: list, details, and usage of what runs. Takes 4 s at most, the first besides what it takes to load. Never rejects: an engine that is absent,
   * refuses us or hangs is a `state` with a `reason` in words for people, beside the items last seen and the time
   * `at` which they were seen. Overlapping calls share one sample. CPU and throttling need two samples, so they are
   * null in the first one of a container.
   */
  snapshot(): Promise<Containers>;
  /**
   * Who is on which network, read with the last snapshot; takes one when there is none. Never rejects: see `snapshot`, and `trouble`
   * where only the networks are missing.
   */
  networks(): Promise<NetworkFacts>;
  /**
   * The Swarm that the engine manages, where DOCKER_SWARM is on. Asked for anew every 10 s at most: until then the same object. Takes a snapshot when
   * there is none, and 2 s at most besides. Never rejects: `state` says how it stands.
   */
  swarm(): Promise<Swarm>;
  /** What the last snapshot read of each of its containers; empty before the first one, and while Docker is away. */
  readings(): readonly ContainerReading[];
  /**
   * Tells events of the containers shown as they happen, beginning with those since `sinceMs` (epoch ms, by the daemon's clock; null: from now on)
   * that the daemon still has: it keeps 256 of all kinds and forgets them when it restarts. Never resolves: rejects when the stream ends or can't
   * be had (the error's message says why, for people), and when `signal` aborts. Each event is told once; a stream that falls silent is opened anew.
   * `begun` is called whenever one stands: what rejects before was never had.
   */
  events(
    sinceMs: number | null,
    signal: AbortSignal,
    tell: (event: DockerEvent) => void,
    begun?: () => void,
  ): Promise<never>;
  /** Sends what must be refused through the way that every question takes. Takes 15 s at most; never rejects. Overlapping calls share one try. */
  access(): Promise<DockerAccess>;
  /** Lets go of connections and files. Later snapshots say `off`. */
  close(): Promise<void>;
}
