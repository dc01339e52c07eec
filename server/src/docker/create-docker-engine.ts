import type { Logger } from 'pino';
import { noAccess } from './access-check.ts';
import { DOCKER_HOST_FORMS, parseDockerAddress } from './docker-address.ts';
import { createDockerClient } from './docker-client.ts';
import type { DockerEngine } from './docker-engine.ts';
import { absentEngine } from './engine-view.ts';
import { thisContainerId } from './own-container.ts';
import { SamplingDockerEngine } from './sampling-docker-engine.ts';

export interface DockerEngineOptions {
  /** `DOCKER_HOST`: unix:///path, tcp://host:port or off. */
  readonly host: string;
  /** `DOCKER_PROJECT`: the Compose project to show; `*`: all containers; null: the project of this very container, else all. */
  readonly project: string | null;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Epoch milliseconds; the system's clock by default. */
  readonly now?: () => number;
  /** After how long a silent stream of events is opened anew; 60 s by default. */
  readonly silenceMs?: number;
}

/** Connects at the first snapshot. Throws when `host` or `project` is malformed, and at nothing else. */
export function createDockerEngine(options: DockerEngineOptions): DockerEngine {
  const { host, project, log, now = Date.now, silenceMs } = options;
  const address = parseDockerAddress(host);
  if (address === null)
    throw new Error(`DOCKER_HOST is "${host}"; it must be ${DOCKER_HOST_FORMS}.`);
  if (project !== null && project !== '*' && !/^[a-z0-9][a-z0-9_-]*$/.test(project)) {
    throw new Error(
      `DOCKER_PROJECT is "${project}"; a Compose project has small letters, digits, - and _ in its name, and * stands for all.`,
    );
  }
  if (address.kind === 'off') return offDockerEngine();
  return new SamplingDockerEngine({
    client: createDockerClient(address),
    address,
    project: project === '*' ? null : project,
    ownId: project === null ? thisContainerId() : null,
    log,
    now,
    ...(silenceMs !== undefined && { silenceMs }),
  });
}

function offDockerEngine(): DockerEngine {
  const reason =
    'Docker is switched off here (DOCKER_HOST=off). Set DOCKER_HOST to the engine, as in unix:///var/run/docker.sock, to see containers.';
  const engine = absentEngine('off', reason, null);
  return {
    snapshot: () => Promise.resolve({ engine, at: null, items: [], engines: [] }),
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
