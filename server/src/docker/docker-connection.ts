import type { Agent } from 'node:http';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { DockerAddress } from './docker-address.ts';
import { makeDockerAgent } from './docker-agent.ts';
import { startGate } from './gate.ts';
import type { Gate } from './gate.ts';

/** dockerode, as it is needed for one question or another. */
export interface Speakers {
  /** Names no version of the API: asks for the daemon's newest. */
  readonly plain: Docker;
  readonly docker: Docker;
  /** For what may be quiet for long: without the idle time. */
  readonly streams: Docker;
}

export interface Connection {
  /** `api`: the version to speak, as in `v1.52`; null: the daemon's newest. */
  readonly speakers: (api: string | null) => Speakers;
  readonly gate: Gate | null;
  readonly agent: Agent;
}

/**
 * `swarm`: whether a gate of our own lets through what DOCKER_SWARM=on asks. `idleMs`: idle time after which a request ends that nobody waits
 * for any more: longer than any wait. Until then it holds a socket.
 */
export async function connect(
  address: Exclude<DockerAddress, { kind: 'off' }>,
  swarm: boolean,
  idleMs: number,
): Promise<Connection> {
  const { default: Dockerode } = await import('dockerode');
  const gate = address.kind === 'socket' ? await startGate(address.path, swarm) : null;
  const agent = makeDockerAgent();
  const place =
    address.kind === 'tcp'
      ? { host: `http://${address.host}`, port: address.port }
      : // An empty host, because the modem reads DOCKER_HOST itself and would pass by the gate.
        { host: '', ...(gate !== null && { socketPath: gate.path }) };
  const options = { ...place, protocol: 'http' as const, agent };
  const plain = new Dockerode({ ...options, timeout: idleMs });
  let made: { api: string | null; speakers: Speakers } | null = null;
  const speakers = (api: string | null): Speakers => {
    if (made?.api === api) return made.speakers;
    const version = api === null ? {} : { version: api };
    const docker = new Dockerode({ ...options, ...version, timeout: idleMs });
    const streams = new Dockerode({ ...options, ...version });
    made = { api, speakers: { plain, docker, streams } };
    return made.speakers;
  };
  return { speakers, gate, agent };
}

/** Whether a question failed because it never reached a listener (codes from behind the gate come in an answer instead). */
export async function isLost(connection: Promise<Connection>, error: unknown): Promise<boolean> {
  const Lost = z.object({ code: z.enum(['ENOENT', 'ECONNREFUSED']) });
  return (
    Lost.safeParse(error).success ||
    (await connection.then(
      () => false,
      () => true,
    ))
  );
}

export async function release(connection: Promise<Connection>): Promise<void> {
  const open = await connection.catch(() => null);
  open?.agent.destroy();
  await open?.gate?.close();
}
