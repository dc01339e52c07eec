import { z } from 'zod';

// As in docker-answers.ts: what is not named here goes no further, environments, arguments and mounts of services among it.

/** One row of `GET /services?status=true`. */
export const SwarmService = z.object({
  ID: z.string(),
  Spec: z.object({
    Name: z.string(),
    Labels: z.object({ 'com.docker.stack.namespace': z.string().optional() }).nullish(),
    TaskTemplate: z
      .object({ ContainerSpec: z.object({ Image: z.string().nullish() }).nullish() })
      .nullish(),
    /** One of them is there. */
    Mode: z
      .object({
        Global: z.object({}).nullish(),
        ReplicatedJob: z.object({ TotalCompletions: z.int().nullish() }).nullish(),
        GlobalJob: z.object({}).nullish(),
      })
      .nullish(),
  }),
  ServiceStatus: z
    .object({
      RunningTasks: z.int(),
      DesiredTasks: z.int(),
      CompletedTasks: z.int().nullish(),
    })
    .nullish(),
});
export type SwarmService = z.infer<typeof SwarmService>;

/** One row of `GET /tasks`. */
export const SwarmTask = z.object({
  /** ISO 8601. */
  CreatedAt: z.string(),
  ServiceID: z.string().nullish(),
  /** From 1; absent, or 0, for services with one on each node, and for the first of a job. */
  Slot: z.int().nullish(),
  /** Absent until it is placed. */
  NodeID: z.string().nullish(),
  DesiredState: z.string(),
  Status: z.object({
    Timestamp: z.string().nullish(),
    State: z.string(),
    Err: z.string().nullish(),
    ContainerStatus: z.object({ ExitCode: z.int().nullish() }).nullish(),
  }),
});
export type SwarmTask = z.infer<typeof SwarmTask>;

/** One row of `GET /nodes`. */
export const SwarmNode = z.object({
  ID: z.string(),
  Spec: z.object({ Role: z.string().nullish(), Availability: z.string().nullish() }).nullish(),
  Description: z
    .object({
      Hostname: z.string().nullish(),
      Resources: z
        .object({ NanoCPUs: z.number().nullish(), MemoryBytes: z.number().nullish() })
        .nullish(),
      Engine: z.object({ EngineVersion: z.string().nullish() }).nullish(),
    })
    .nullish(),
  Status: z.object({ State: z.string().nullish() }).nullish(),
  /** Of managers only. */
  ManagerStatus: z.object({ Leader: z.boolean().nullish() }).nullish(),
});
export type SwarmNode = z.infer<typeof SwarmNode>;
