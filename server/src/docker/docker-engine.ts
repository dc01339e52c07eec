import type { Containers } from '../schemas/container.ts';
import type { NetworkFacts } from './network-facts.ts';

/** What the rest of the server knows of Docker. Cadence and sharing are the caller's: every call samples anew. */
export interface DockerEngine {
  /**
   * One sample: list, details, and usage of what runs. Takes 4 s at most. Never rejects: an engine that is absent,
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
  /** Lets go of connections and files. Later snapshots say `off`. */
  close(): Promise<void>;
}
