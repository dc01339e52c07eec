import type { Logger } from 'pino';
import { noAccess } from './access-check.ts';
import { CombinedDockerEngine } from './combined-docker-engine.ts';
import { DOCKER_HOST_FORMS, parseDockerAddress } from './docker-address.ts';
import { createDockerClient } from './docker-client.ts';
import type { DockerEngine } from './docker-engine.ts';
import type { DockerHost } from './docker-hosts.ts';
import { absentEngine } from './engine-view.ts';
import { thisContainerId } from './own-container.ts';
import { SamplingDockerEngine } from './sampling-docker-engine.ts';
import { NO_SWARM } from './swarm-reader.ts';

export interface DockerEngineOptions {
  /** `DOCKER_HOST`: unix:///path, tcp://host:port or off. */
  readonly host: string;
  /** `DOCKER_HOSTS`, which stands instead of `host`; none by default. */
  readonly hosts?: readonly DockerHost[];
  /**
   * `DOCKER_PROJECT`: the Compose project to show; `*`: all containers; null: the project of this very container, else all. With several hosts,
   * where its project may go by other names, null is all.
   */
  readonly project: string | null;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Epoch milliseconds; the system's clock by default. */
  readonly now?: () => number;
  /** How long Docker may take for one answer; 2 s by default. A whole sample may take twice that. */
  readonly callMs?: number;
  /** How long a snapshot waits for one of several hosts; 1.5 s by default. */
  readonly patienceMs?: number;
  /** After how long a silent stream of events is opened anew; 60 s by default. */
  readonly silenceMs?: number;
  /** `DOCKER_SWARM`: whether a Swarm is asked about; not by default. */
  readonly swarm?: boolean;
}

const CALL_MS = 2_000;

/** Connects at the first snapshot. Throws when a host or `project` is malformed, and at nothing else. */
export function createDockerEngine(options: DockerEngineOptions): DockerEngine {
  const { host, hosts = [], project } = options;
  if (project !== null && project !== '*' && !/^[a-z0-9][a-z0-9_-]*$/.test(project)) {
    throw new Error(
      `DOCKER_PROJECT is "${project}"; a Compose project has small letters, digits, - and _ in its name, and * stands for all.`,
    );
  }
  if (hosts.length === 0)
    return engineAt(host, project === null ? thisContainerId() : null, options);
  return new CombinedDockerEngine(
    hosts.map(({ name, url }) => ({ host: name, engine: engineAt(url, null, options) })),
    options.patienceMs,
  );
}

function engineAt(
  url: string,
  ownId: string | null,
  { project, log, now = Date.now, callMs = CALL_MS, silenceMs, swarm = false }: DockerEngineOptions,
): DockerEngine {
  const address = parseDockerAddress(url);
  if (address === null)
    throw new Error(`DOCKER_HOST is "${url}"; it must be ${DOCKER_HOST_FORMS}.`);
  if (address.kind === 'off') return offDockerEngine();
  return new SamplingDockerEngine({
    client: createDockerClient(address, swarm, callMs + 1_000),
    callMs,
    address,
    project: project === '*' ? null : project,
    ownId,
    log,
    now,
    swarm,
    ...(silenceMs !== undefined && { silenceMs }),
  });
}

function offDockerEngine(): DockerEngine {
  const reason =
    'Docker is switched off here (DOCKER_HOST=off). Set DOCKER_HOST to the engine, as in unix:///var/run/docker.sock, to see containers.';
  const engine = absentEngine('off', reason, null);
  return {
    snapshot: () => Promise.resolve({ engine, at: null, items: [], engines: [] }),
    swarm: () => Promise.resolve(NO_SWARM),
    readings: () => [],
    events: () => Promise.reject(new Error(reason)),
    networks: () =>
      Promise.resolve({
        engine,
        at: null,
        trouble: null,
        networks: [],
        containers: [],
        mounts: [],
      }),
    access: () => Promise.resolve(noAccess(reason)),
    close: () => Promise.resolve(),
  };
}
