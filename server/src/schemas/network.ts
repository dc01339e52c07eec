import { z } from 'zod';
import { Instant } from './common.ts';
import { Engine } from './container.ts';

/** A Docker network. Only those of the project shown, and those that its containers are on. */
export const NetworkView = z.object({
  name: z.string(),
  /** The name that the Compose file gives it; Docker's where there is none. */
  label: z.string(),
  driver: z.string(),
  /** Without a way out. */
  internal: z.boolean(),
  /** Whether its members reach services of the host at the gateway's address; `internal` alone does not prevent it. */
  hostReachable: z.boolean(),
  members: z.array(
    z.object({
      /** As in `services`. */
      service: z.string(),
      containerId: z.string(),
      container: z.string(),
      /** null: it does not run. */
      ipAddress: z.string().nullable(),
    }),
  ),
});
export type NetworkView = z.infer<typeof NetworkView>;

/** Containers that are one row and column of the matrix: a Compose service, or a single container that is none. */
export const NetworkService = z.object({
  name: z.string(),
  replicas: z.int(),
  running: z.int(),
  /** Part of the debug profile: exempt from the isolation rules. */
  debug: z.boolean(),
  /** Not of the project shown, but on one of its networks. */
  stranger: z.boolean(),
  /** `host`: it has the host's own network. `none`: it has none. */
  network: z.enum(['own', 'host', 'none']),
  /** Ports of it on the host's addresses. */
  published: z.array(z.object({ address: z.string(), port: z.int(), containerPort: z.int() })),
});
export type NetworkService = z.infer<typeof NetworkService>;

/** A way between services that is no network. `socket`: the container engine's, which reaches everything. */
export const SharedMount = z.object({
  kind: z.enum(['socket', 'volume', 'folder']),
  /** Of a volume; null otherwise: paths of the host stay there. */
  name: z.string().nullable(),
  members: z.array(z.object({ service: z.string(), target: z.string(), writable: z.boolean() })),
});
export type SharedMount = z.infer<typeof SharedMount>;

/** From one service to another, or from or to `outside`: the host and the world beyond it. */
export const Reach = z.object({
  from: z.string(),
  to: z.string(),
  /** What networks and published ports allow; null: they don't tell. */
  reachable: z.boolean().nullable(),
  reason: z.string(),
  /** TCP ports that are known to be listened on, as seen from `from`; empty: none is known. */
  ports: z.array(z.int()),
  /** What probes inside `from` found; null: can't tell, because none runs there, or what it found proves nothing. */
  observed: z.boolean().nullable(),
  /** null: nobody tried. */
  observation: z.object({ words: z.string(), at: Instant }).nullable(),
  /** Lines of the rules that it breaks. */
  breaks: z.array(z.int()),
});
export type Reach = z.infer<typeof Reach>;

export const RuleResult = z.object({
  /** In the file, from 1. */
  line: z.int(),
  text: z.string(),
  /** null: can't tell. */
  passes: z.boolean().nullable(),
  reason: z.string(),
});
export type RuleResult = z.infer<typeof RuleResult>;

export const Networks = z.object({
  engine: Engine,
  /** When it was found to be so; null when never. It stays until something changes. */
  at: Instant.nullable(),
  /** Why there are no networks although there are containers; null: there is no such reason. */
  trouble: z.string().nullable(),
  /** Hosts of `DOCKER_HOSTS` whose networks are not here: no engine tells who reaches whom across machines. Absent: there is one engine. */
  others: z.array(z.string()).optional(),
  items: z.array(NetworkView),
  services: z.array(NetworkService),
  mounts: z.array(SharedMount),
  /** Each service to each other and to `outside`, and `outside` to each service. */
  reachability: z.array(Reach),
  /** Services left out of `services` and `reachability`, because there are too many for a matrix; the rules heed them. */
  omitted: z.int(),
  rules: z.array(RuleResult),
  /** Lines of the rules file that can't be read; line null: the whole file. */
  /** The newest report of a container; null: none probes, as outside containers. */
  probedAt: Instant.nullable(),
  ruleFaults: z.array(z.object({ line: z.int().nullable(), message: z.string() })),
});
export type Networks = z.infer<typeof Networks>;
