import type { Engine } from '../schemas/container.ts';
import type { SharedMount } from '../schemas/network.ts';

/** What Docker tells about who can talk to whom, without anything that must not leave this folder. */
export interface NetworkFacts {
  readonly engine: Engine;
  /** ISO 8601; null: never. */
  readonly at: string | null;
  /** Why networks are missing although containers are there; null: they are there. */
  readonly trouble: string | null;
  readonly networks: readonly NetworkFact[];
  /** Hosts of `DOCKER_HOSTS` that these facts are not about; absent: there is one engine. */
  readonly others?: readonly string[];
  /** By service, then replica. */
  readonly containers: readonly ContainerFact[];
  /** What at least two services share and one of them writes; and each mount of an engine's socket. */
  readonly mounts: readonly SharedMount[];
}

export interface NetworkFact {
  readonly name: string;
  readonly label: string;
  readonly driver: string;
  readonly internal: boolean;
  /** False where the bridge keeps its own members apart (`enable_icc=false`). */
  readonly membersTalk: boolean;
  /** Docker's `gateway_mode_ipv4`; `nat` is the default. */
  readonly gateway: 'nat' | 'nat-unprotected' | 'routed' | 'isolated';
}

export interface ContainerFact {
  readonly id: string;
  readonly name: string;
  /** The name of its row: the service, with the project in front where many are shown, or the container's own. */
  readonly service: string;
  readonly runs: boolean;
  /** A one-off that ended well. */
  readonly done: boolean;
  readonly debug: boolean;
  readonly stranger: boolean;
  /** Whose network it has: its own, the host's, none, or that of the container with this id. */
  readonly stack: 'own' | 'host' | 'none' | { readonly of: string };
  readonly addresses: readonly { readonly network: string; readonly ipAddress: string | null }[];
  readonly published: readonly {
    readonly address: string;
    readonly port: number;
    readonly containerPort: number;
  }[];
  /** TCP ports that its image names; whether anything listens there is open. */
  readonly exposed: readonly number[];
}
