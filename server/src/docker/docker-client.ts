import { Agent, request } from 'node:http';
import type { RequestOptions } from 'node:http';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { DockerAddress } from './docker-address.ts';
import { ContainerStats, EngineInfo, EngineVersion } from './docker-answers.ts';
import {
  InspectedContainer,
  InspectedNetwork,
  ListedContainer,
  ListedNetwork,
} from './docker-answers.ts';
import { DockerTimeout } from './engine-failure.ts';
import { startGate } from './gate.ts';
import type { Gate } from './gate.ts';

/** Idle time after which a request ends that nobody waits for any more: longer than any wait. Until then it holds a socket. */
const IDLE_MS = 3_000;
const COMPOSE_PROJECT = 'com.docker.compose.project';

/** The questions we ask Docker. Each rejects after `ms`, and with what engineFailure() reads. */
export interface DockerClient {
  version(ms: number): Promise<EngineVersion>;
  info(ms: number): Promise<EngineInfo>;
  /** Containers in any state; null: of all projects. */
  list(project: string | null, ms: number): Promise<ListedContainer[]>;
  inspect(id: string, ms: number): Promise<InspectedContainer>;
  stats(id: string, ms: number): Promise<ContainerStats>;
  /** Of all projects: a container may be on a network that is not of its own. */
  networks(ms: number): Promise<ListedNetwork[]>;
  inspectNetwork(id: string, ms: number): Promise<InspectedNetwork>;
  /** Sends a request as it stands, without a body, and answers its status alone: for what must be refused. */
  send(method: string, target: string, ms: number): Promise<number>;
  close(): Promise<void>;
}

interface Connection {
  readonly docker: Docker;
  readonly gate: Gate | null;
  readonly agent: Agent;
}

/**
 * Speaks to Docker with dockerode: through the in-process gate to a socket, directly to tcp:// (where Compose puts its
 * own gate). Connects at the first question; dockerode and what it loads is about 30 MB, which a server without Docker saves.
 */
export function createDockerClient(address: Exclude<DockerAddress, { kind: 'off' }>): DockerClient {
  let connection: Promise<Connection> | null = null;
  let closed = false;

  async function ask<S extends z.ZodType>(
    ms: number,
    Answer: S,
    call: (docker: Docker) => Promise<unknown>,
  ): Promise<z.output<S>> {
    if (closed) throw new Error('the Docker client is closed');
    const current = (connection ??= connect(address));
    try {
      return Answer.parse(await within(ms, async () => call((await current).docker)));
    } catch (error) {
      // Connect anew next time: it may be our own gate that is gone (a cleaner of old temporary files, say).
      if (connection === current && (await isLost(current, error))) {
        connection = null;
        await release(current);
      }
      throw error;
    }
  }

  return {
    version: (ms) => ask(ms, EngineVersion, (docker) => docker.version()),
    info: (ms) => ask(ms, EngineInfo, (docker) => docker.info()),
    list: (project, ms) =>
      ask(ms, z.array(ListedContainer), (docker) =>
        docker.listContainers({
          all: true,
          ...(project !== null && { filters: { label: [`${COMPOSE_PROJECT}=${project}`] } }),
        }),
      ),
    inspect: (id, ms) => ask(ms, InspectedContainer, (docker) => docker.getContainer(id).inspect()),
    stats: (id, ms) =>
      ask(ms, ContainerStats, (docker) =>
        // One-shot: a reading takes some ms instead of the second or two in which the daemon waits for a second one.
        docker.getContainer(id).stats({ stream: false, 'one-shot': true }),
      ),
    networks: (ms) => ask(ms, z.array(ListedNetwork), (docker) => docker.listNetworks()),
    inspectNetwork: (id, ms) =>
      ask(ms, InspectedNetwork, (docker) => docker.getNetwork(id).inspect()),
    async send(method, target, ms) {
      if (closed) throw new Error('the Docker client is closed');
      const { gate, agent } = await (connection ??= connect(address));
      const place =
        address.kind === 'tcp'
          ? { host: address.host, port: address.port }
          : { socketPath: gate?.path };
      return statusOf({ ...place, agent, method, path: target, timeout: ms });
    },
    async close() {
      closed = true;
      if (connection !== null) await release(connection);
    },
  };
}

async function connect(address: Exclude<DockerAddress, { kind: 'off' }>): Promise<Connection> {
  const { default: Dockerode } = await import('dockerode');
  const gate = address.kind === 'socket' ? await startGate(address.path) : null;
  const agent = new Agent({ keepAlive: true });
  const place =
    address.kind === 'tcp'
      ? { host: `http://${address.host}`, port: address.port }
      : // An empty host, because the modem reads DOCKER_HOST itself and would pass by the gate.
        { host: '', ...(gate !== null && { socketPath: gate.path }) };
  const options = { ...place, protocol: 'http' as const, agent, timeout: IDLE_MS };
  return { docker: new Dockerode(options), gate, agent };
}

/** Reads no more than the status: whatever got through is not for us. */
function statusOf(options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    sent.on('upgrade', (answer, socket) => {
      resolve(answer.statusCode ?? 0);
      socket.destroy();
    });
    sent.on('timeout', () => sent.destroy(new DockerTimeout('no answer')));
    sent.on('error', reject);
    sent.end();
  });
}

/** Whether a question failed because it never reached a listener (codes from behind the gate come in an answer instead). */
async function isLost(connection: Promise<Connection>, error: unknown): Promise<boolean> {
  const Lost = z.object({ code: z.enum(['ENOENT', 'ECONNREFUSED']) });
  return (
    Lost.safeParse(error).success ||
    (await connection.then(
      () => false,
      () => true,
    ))
  );
}

async function release(connection: Promise<Connection>): Promise<void> {
  const open = await connection.catch(() => null);
  open?.agent.destroy();
  await open?.gate?.close();
}

/**
 * Rejects with DockerTimeout after `ms`. Of our own, because dockerode never settles when an answer breaks off in its
 * middle (docker-modem listens to `end` alone).
 */
async function within<T>(ms: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DockerTimeout(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([call(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
