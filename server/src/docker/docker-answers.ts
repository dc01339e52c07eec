import { z } from 'zod';

// The fields of Docker's answers that we use; parsing drops all others at the door, so that environments, commands,
// labels and host paths can't leave this folder. Go writes empty lists and maps as null, older engines leave fields out.

const Endpoint = z.object({
  IPAddress: z.string().nullish(),
  GlobalIPv6Address: z.string().nullish(),
  Aliases: z.array(z.string()).nullish(),
  /** Every name that resolves to it on this network; Engine 25 and later, in the details only. */
  DNSNames: z.array(z.string()).nullish(),
});
const Networks = z.object({ Networks: z.record(z.string(), Endpoint).nullish() }).nullish();
export type Networks = z.infer<typeof Networks>;

const Mount = z.object({
  Type: z.string().nullish(),
  /** Of a volume. */
  Name: z.string().nullish(),
  /** A path of the host: compared, never passed on. */
  Source: z.string().nullish(),
  Destination: z.string(),
  RW: z.boolean().nullish(),
});

/** One row of `GET /containers/json`. */
export const ListedContainer = z.object({
  Id: z.string().regex(/^[0-9a-f]{64}$/),
  Names: z.array(z.string()).nullish(),
  Image: z.string(),
  State: z.string(),
  /** In words, with age and health: `Up 6 seconds (healthy)`. */
  Status: z.string(),
  /** Epoch seconds. */
  Created: z.number().nullish(),
  Labels: z
    .object({
      'com.docker.compose.project': z.string().optional(),
      'com.docker.compose.service': z.string().optional(),
      'com.docker.compose.container-number': z.string().optional(),
      'com.docker.compose.hook': z.string().optional(),
      'com.docker.compose.depends_on': z.string().optional(),
      'com.docker.stack.namespace': z.string().optional(),
      'com.docker.swarm.service.name': z.string().optional(),
      'com.docker.swarm.task.name': z.string().optional(),
      /** Ours: `debug` exempts from the isolation rules. */
      'taskdeck.profile': z.string().optional(),
    })
    .nullish(),
  /** API 1.52 and later. */
  Health: z.object({ Status: z.string().nullish(), FailingStreak: z.int().nullish() }).nullish(),
  NetworkSettings: Networks,
  /** A network's name, `host`, `none`, or `container:<id>`. */
  HostConfig: z.object({ NetworkMode: z.string().nullish() }).nullish(),
  /** Without PublicPort where the image only names it. */
  Ports: z
    .array(
      z.object({
        IP: z.string().nullish(),
        PrivatePort: z.int(),
        PublicPort: z.int().nullish(),
        Type: z.string(),
      }),
    )
    .nullish(),
  Mounts: z.array(Mount).nullish(),
});
export type ListedContainer = z.infer<typeof ListedContainer>;

/** Keys such as `6379/tcp`; null: exposed, not published. */
const PortMap = z.record(
  z.string(),
  z.array(z.object({ HostIp: z.string().nullish(), HostPort: z.string().nullish() })).nullable(),
);

/** Durations in ns; 0: the daemon's default. */
const HealthCheck = z.object({
  /** Of the command, which may hold a password, only whether there is one. */
  Test: z
    .array(z.string())
    .nullish()
    .transform((test) => (test?.[0] === 'NONE' ? 'none' : 'some')),
  Interval: z.number().nullish(),
  Timeout: z.number().nullish(),
  StartPeriod: z.number().nullish(),
  StartInterval: z.number().nullish(),
  Retries: z.int().nullish(),
});

const Probe = z.object({
  Start: z.string(),
  End: z.string(),
  ExitCode: z.int(),
  Output: z.string().nullish(),
});

/** `GET /containers/<id>/json`. */
export const InspectedContainer = z.object({
  State: z.object({
    Running: z.boolean().nullish(),
    OOMKilled: z.boolean().nullish(),
    ExitCode: z.int().nullish(),
    StartedAt: z.string().nullish(),
    FinishedAt: z.string().nullish(),
    Health: z
      .object({
        Status: z.string().nullish(),
        FailingStreak: z.int().nullish(),
        Log: z.array(Probe).nullish(),
      })
      .nullish(),
  }),
  /** ISO 8601. */
  Created: z.string().nullish(),
  /** Its content digest. */
  Image: z.string().nullish(),
  RestartCount: z.int().nullish(),
  Config: z
    .object({
      Image: z.string().nullish(),
      User: z.string().nullish(),
      Healthcheck: HealthCheck.nullish(),
      /** Keys such as `6379/tcp`. */
      ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
  HostConfig: z.object({
    NanoCpus: z.number().nullish(),
    CpuQuota: z.number().nullish(),
    CpuPeriod: z.number().nullish(),
    CpusetCpus: z.string().nullish(),
    Memory: z.number().nullish(),
    MemoryReservation: z.number().nullish(),
    PidsLimit: z.number().nullish(),
    RestartPolicy: z.object({ Name: z.string().nullish() }).nullish(),
    PortBindings: PortMap.nullish(),
    ReadonlyRootfs: z.boolean().nullish(),
    Privileged: z.boolean().nullish(),
    Init: z.boolean().nullish(),
    SecurityOpt: z.array(z.string()).nullish(),
    CapAdd: z.array(z.string()).nullish(),
    CapDrop: z.array(z.string()).nullish(),
    /** Options by target. */
    Tmpfs: z.record(z.string(), z.string()).nullish(),
  }),
  Mounts: z.array(Mount).nullish(),
  NetworkSettings: z
    .object({
      Networks: z.record(z.string(), Endpoint).nullish(),
      /** Only of a container that runs. */
      Ports: PortMap.nullish(),
    })
    .nullish(),
});
export type InspectedContainer = z.infer<typeof InspectedContainer>;

/** One row of `GET /networks`. */
export const ListedNetwork = z.object({
  Id: z.string().regex(/^[0-9a-z]{25,64}$/),
  Name: z.string(),
  Driver: z.string(),
  Internal: z.boolean().nullish(),
  Options: z.record(z.string(), z.string()).nullish(),
  Labels: z
    .object({
      'com.docker.compose.project': z.string().optional(),
      'com.docker.compose.network': z.string().optional(),
    })
    .nullish(),
});
export type ListedNetwork = z.infer<typeof ListedNetwork>;

/** `GET /networks/<id>`: only here are its members, and only those that run. */
export const InspectedNetwork = z.object({
  Containers: z
    .record(z.string(), z.object({ Name: z.string().nullish(), IPv4Address: z.string().nullish() }))
    .nullish(),
});
export type InspectedNetwork = z.infer<typeof InspectedNetwork>;

/** `GET /containers/<id>/stats?stream=false&one-shot=true`. Of a stopped container: year 1 and empty parts. */
export const ContainerStats = z.object({
  read: z.string(),
  pids_stats: z.object({ current: z.number().nullish() }).nullish(),
  cpu_stats: z.object({
    cpu_usage: z.object({ total_usage: z.number() }),
    system_cpu_usage: z.number().nullish(),
    throttling_data: z
      .object({ periods: z.number().nullish(), throttled_periods: z.number().nullish() })
      .nullish(),
  }),
  memory_stats: z
    .object({
      usage: z.number().nullish(),
      stats: z
        .object({
          /** Control groups v1. */
          total_inactive_file: z.number().nullish(),
          inactive_file: z.number().nullish(),
        })
        .nullish(),
    })
    .nullish(),
  /** By interface; absent where it has the host's network, or none. */
  networks: z
    .record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() }))
    .nullish(),
  blkio_stats: z
    .object({
      /** By device. `op` is `Read` with control groups v1 and `read` with v2, beside others that overlap. */
      io_service_bytes_recursive: z
        .array(z.object({ op: z.string(), value: z.number() }))
        .nullish(),
    })
    .nullish(),
});
export type ContainerStats = z.infer<typeof ContainerStats>;

/** `GET /version`. */
export const EngineVersion = z.object({
  Version: z.string().nullish(),
  ApiVersion: z.string().nullish(),
  MinAPIVersion: z.string().nullish(),
  Platform: z.object({ Name: z.string().nullish() }).nullish(),
  /** `Engine`, or `Podman Engine`, among them. */
  Components: z.array(z.object({ Name: z.string() })).nullish(),
});
export type EngineVersion = z.infer<typeof EngineVersion>;

/** `GET /info`. */
export const EngineInfo = z.object({
  Name: z.string().nullish(),
  NCPU: z.number().nullish(),
  MemTotal: z.number().nullish(),
  /** Such as `name=rootless`. */
  SecurityOptions: z.array(z.string()).nullish(),
  /** Podman's. */
  Rootless: z.boolean().nullish(),
  CgroupVersion: z.string().nullish(),
  /** Whether it is a manager that can be asked. */
  Swarm: z.object({ ControlAvailable: z.boolean().nullish() }).nullish(),
});
export type EngineInfo = z.infer<typeof EngineInfo>;
