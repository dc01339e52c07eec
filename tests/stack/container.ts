import { z } from 'zod';

/** The part of `docker inspect` that the tests look at. */
export const Container = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  Created: z.string(),
  Config: z.object({
    User: z.string(),
    Image: z.string(),
    Healthcheck: z.object({ Test: z.array(z.string()).optional() }).optional(),
    Labels: z.record(z.string(), z.string()),
    StopTimeout: z.number().optional(),
  }),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    StartedAt: z.string(),
    Health: z.object({ Status: z.string() }).optional(),
  }),
  HostConfig: z.object({
    Memory: z.number(),
    MemoryReservation: z.number(),
    NanoCpus: z.number(),
    PidsLimit: z.number().nullable(),
    ReadonlyRootfs: z.boolean(),
    CapDrop: z.array(z.string()).nullable(),
    CapAdd: z.array(z.string()).nullable(),
    SecurityOpt: z.array(z.string()).nullable(),
    Privileged: z.boolean(),
    Init: z.boolean().nullish(),
    RestartPolicy: z.object({ Name: z.string() }),
    LogConfig: z.object({ Config: z.record(z.string(), z.string()) }),
  }),
  Mounts: z.array(z.object({ Source: z.string(), Destination: z.string(), RW: z.boolean() })),
  NetworkSettings: z.object({
    Ports: z.record(
      z.string(),
      z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable(),
    ),
    Networks: z.record(z.string(), z.object({ IPAddress: z.string() })),
  }),
});
export type Container = z.infer<typeof Container>;

/** The Compose service that a container belongs to. */
export function serviceOf(container: Container): string {
  return container.Config.Labels['com.docker.compose.service'] ?? '';
}
