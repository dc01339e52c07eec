import type { Agent } from 'node:http';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { DockerAddress } from './docker-address.ts';
import { makeDockerAgent } from './docker-agent.ts';
import { startGate } from './gate.ts';
import type { Gate } from './gate.ts';

/** Idle time after which a request ends that nobody waits for any more: longer than any wait. Until then it holds a socket. */
const IDLE_MS = 3_000;

export interface Connection {
  readonly docker: Docker;
  /** For what may be quiet for long: without the idle time. */
  readonly streams: Docker;
  readonly gate: Gate | null;
  readonly agent: Agent;
}

export async function connect(
  address: Exclude<DockerAddress, { kind: 'off' }>,
): Promise<Connection> {
  const { default: Dockerode } = await import('dockerode');
  const gate = address.kind === 'socket' ? await startGate(address.path) : null;
  const agent = makeDockerAgent();
  const place =
    address.kind === 'tcp'
      ? { host: `http://${address.host}`, port: address.port }
      : // An empty host, because the modem reads DOCKER_HOST itself and would pass by the gate.
        { host: '', ...(gate !== null && { socketPath: gate.path }) };
  const options = { ...place, protocol: 'http' as const, agent };
  return {
    docker: new Dockerode({ ...options, timeout: IDLE_MS }),
    streams: new Dockerode(options),
    gate,
    agent,
  };
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
