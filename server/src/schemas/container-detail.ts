import { z } from 'zod';
import { Instant } from './common.ts';
import { ContainerView } from './container.ts';

/** The full id of a container. */
export const ContainerId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the full id of a container: 64 hexadecimal digits')
  .meta({ description: 'Full id: 64 hexadecimal digits' });

/** What a dependency in Compose must have come to; `other`: a word that we don't know. */
export const DependencyCondition = z.enum(['started', 'healthy', 'completed', 'other']);

/** What a container is made of, which changes only with the container itself. Never its environment, command, labels, or paths of the host. */
export const ContainerFacts = z.object({
  id: z.string(),
  /** Content digest of the image that it runs, `sha256:…`; null: not told. */
  imageId: z.string().nullable(),
  /** Docker's word: `no`, `always`, `unless-stopped`, `on-failure`; null: not told. */
  restartPolicy: z.string().nullable(),
  ports: z.array(
    z.object({
      containerPort: z.int(),
      protocol: z.string(),
      /** Where the host listens for it; null: it is not published. */
      published: z.object({ address: z.string(), port: z.int() }).nullable(),
    }),
  ),
  mounts: z.array(
    z.object({
      /** `socket`: that of a container engine. */
      kind: z.enum(['volume', 'bind', 'tmpfs', 'socket', 'other']),
      /** Where it is seen in the container. */
      target: z.string(),
      /** Of a volume; null otherwise: paths of the host are not told. */
      name: z.string().nullable(),
      writable: z.boolean(),
    }),
  ),
  /** null parts: can't tell. */
  hardening: z.object({
    readOnlyRoot: z.boolean().nullable(),
    /** As configured; empty: root. */
    user: z.string().nullable(),
    privileged: z.boolean().nullable(),
    noNewPrivileges: z.boolean().nullable(),
    /** `ALL` in it: all of them. */
    droppedCapabilities: z.array(z.string()),
    addedCapabilities: z.array(z.string()),
    /** Runs an init process that reaps children. */
    init: z.boolean().nullable(),
  }),
  /** How its health is checked (never by which command); null: it is not. */
  healthCheck: z
    .object({
      intervalMs: z.int(),
      timeoutMs: z.int(),
      startPeriodMs: z.int(),
      retries: z.int(),
    })
    .nullable(),
  /** From Compose's label, which is as old as the container. */
  dependsOn: z.array(
    z.object({
      service: z.string(),
      condition: DependencyCondition,
    }),
  ),
});
export type ContainerFacts = z.infer<typeof ContainerFacts>;

/** One container with everything known of it. */
export const ContainerDetail = ContainerView.extend({
  facts: ContainerFacts.nullable().meta({ description: 'null: Docker did not tell' }),
  /** Why it ended, in words; null while it runs. */
  exitWords: z.string().nullable(),
  /** The worker in it and the jobs that it runs now; null: there is none, or it is not known. */
  worker: z
    .object({
      id: z.string(),
      running: z.array(z.object({ id: z.string(), task: z.string(), since: Instant })),
    })
    .nullable(),
});
export type ContainerDetail = z.infer<typeof ContainerDetail>;
