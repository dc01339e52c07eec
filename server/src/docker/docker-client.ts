import { request } from 'node:http';
import type { RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { DockerAddress } from './docker-address.ts';
import { ContainerStats, EngineInfo, EngineVersion } from './docker-answers.ts';
import {
  InspectedContainer,
  InspectedNetwork,
  ListedContainer,
  ListedNetwork,
} from './docker-answers.ts';
import { SwarmNode, SwarmService, SwarmTask } from './swarm-answers.ts';
import { EVENT_FILTERS } from './docker-event-view.ts';
import { DockerTimeout } from './engine-failure.ts';
import { connect, isLost, release } from './docker-connection.ts';
import type { Connection, Speakers } from './docker-connection.ts';
import { COMPOSE_PROJECT, SWARM_STACK } from './stack-labels.ts';
import { within } from './within.ts';

/** The questions we ask Docker. Each rejects after `ms`, and with what engineFailure() reads. */
export interface DockerClient {
  /** Resolves when it can ask: what it needs is loaded, and its gate is up. Never rejects: whoever asks hears why it can't. */
  ready(): Promise<void>;
  /** From now on in this version of the API, as in `v1.52`; null: in the daemon's newest. */
  speak(api: string | null): void;
  version(ms: number): Promise<EngineVersion>;
  info(ms: number): Promise<EngineInfo>;
  /** Containers in any state; null: of all projects. With Swarm also those of the stack of that name. */
  list(project: string | null, ms: number): Promise<ListedContainer[]>;
  inspect(id: string, ms: number): Promise<InspectedContainer>;
  stats(id: string, ms: number): Promise<ContainerStats>;
  /** Of all projects: a container may be on a network that is not of its own. */
  networks(ms: number): Promise<ListedNetwork[]>;
  inspectNetwork(id: string, ms: number): Promise<InspectedNetwork>;
  /** Of a Swarm that this engine manages; null: of all stacks. Refused unless DOCKER_SWARM is on. */
  services(stack: string | null, ms: number): Promise<SwarmService[]>;
  /** With those that ended lately. */
  tasks(stack: string | null, ms: number): Promise<SwarmTask[]>;
  nodes(ms: number): Promise<SwarmNode[]>;
  /** A stream with a line for each event since a time (epoch ms; null: from now on), until the signal aborts. `ms` is for its beginning. */
  events(sinceMs: number | null, signal: AbortSignal, ms: number): Promise<Readable>;
  /** Sends a request as it stands, without a body, and answers its status alone: for what must be refused. */
  send(method: string, target: string, ms: number): Promise<number>;
  close(): Promise<void>;
}

type Ask = <S extends z.ZodType>(
  ms: number,
  Answer: S,
  /** The signal aborts when the answer takes too long. */
  call: (speakers: Speakers, late: AbortSignal) => Promise<unknown>,
) => Promise<z.output<S>>;

/**
 * Speaks to Docker with dockerode: through the in-process gate to a socket, directly to tcp:// (where Compose puts its
 * own gate). Connects at the first question; dockerode and what it loads is about 30 MB, which a server without Docker saves.
 * `swarm`: whether DOCKER_SWARM is on. `idleMs`: longer than any wait for an answer.
 */
export function createDockerClient(
  address: Exclude<DockerAddress, { kind: 'off' }>,
  swarm: boolean,
  idleMs: number,
): DockerClient {
  let connection: Promise<Connection> | null = null;
  const connected = (): Promise<Connection> => (connection ??= connect(address, swarm, idleMs));
  let api: string | null = null;
  let closed = false;

  const ask: Ask = async (ms, Answer, call) => {
    if (closed) throw new Error('the Docker client is closed');
    const current = connected();
    try {
      const answer = await within(ms, async (late) => {
        const { speakers } = await current;
        return call(speakers(api), late);
      });
      return Answer.parse(answer);
    } catch (error) {
      // Connect anew next time: it may be our own gate that is gone (a cleaner of old temporary files, say).
      if (connection === current && (await isLost(current, error))) {
        connection = null;
        await release(current);
      }
      throw error;
    }
  };

  return {
    ...questions(ask),
    ...swarmQuestions(ask),
    async ready() {
      if (!closed) await connected().catch(() => undefined);
    },
    list: async (project, ms) => {
      const labels = swarm && project !== null ? [COMPOSE_PROJECT, SWARM_STACK] : [COMPOSE_PROJECT];
      const lists = await Promise.all(labels.map((label) => listOf(ask, label, project, ms)));
      return lists.flat();
    },
    speak(version) {
      api = version;
    },
    async send(method, target, ms) {
      if (closed) throw new Error('the Docker client is closed');
      const { gate, agent } = await connected();
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

/** Containers whose label says that they are of `value`; null: all. */
function listOf(
  ask: Ask,
  label: string,
  value: string | null,
  ms: number,
): Promise<ListedContainer[]> {
  return ask(ms, z.array(ListedContainer), ({ docker }, abortSignal) =>
    docker.listContainers({ all: true, abortSignal, ...labelled(label, value) }),
  );
}

/** Docker's filter by a label; none for null. */
function labelled(label: string, value: string | null) {
  return value === null ? {} : { filters: { label: [`${label}=${value}`] } };
}

function swarmQuestions(ask: Ask): Pick<DockerClient, 'services' | 'tasks' | 'nodes'> {
  return {
    services: (stack, ms) =>
      ask(ms, z.array(SwarmService), ({ docker }, abortSignal) => {
        const options = { status: true, ...labelled(SWARM_STACK, stack), abortSignal };
        return docker.listServices(options);
      }),
    tasks: (stack, ms) =>
      ask(ms, z.array(SwarmTask), ({ docker }, abortSignal) =>
        docker.listTasks({ ...labelled(SWARM_STACK, stack), abortSignal }),
      ),
    nodes: (ms) =>
      ask(ms, z.array(SwarmNode), ({ docker }, abortSignal) => docker.listNodes({ abortSignal })),
  };
}

type Plain = 'version' | 'info' | 'inspect' | 'stats' | 'networks' | 'inspectNetwork' | 'events';

function questions(ask: Ask): Pick<DockerClient, Plain> {
  return {
    version: (ms) => ask(ms, EngineVersion, ({ plain }) => plain.version()),
    info: (ms) => ask(ms, EngineInfo, ({ plain }) => plain.info()),
    inspect: (id, ms) =>
      ask(ms, InspectedContainer, ({ docker }, abortSignal) =>
        docker.getContainer(id).inspect({ abortSignal }),
      ),
    stats: (id, ms) =>
      ask(ms, ContainerStats, ({ docker }, abortSignal) => {
        // One-shot: a reading takes some ms instead of the second or two in which the daemon waits for a second one.
        const once = { stream: false as const, 'one-shot': true, abortSignal };
        return docker.getContainer(id).stats(once);
      }),
    networks: (ms) =>
      ask(ms, z.array(ListedNetwork), ({ docker }, abortSignal) =>
        docker.listNetworks({ abortSignal }),
      ),
    inspectNetwork: (id, ms) =>
      ask(ms, InspectedNetwork, ({ docker }) => docker.getNetwork(id).inspect()),
    events: (sinceMs, signal, ms) =>
      ask(ms, z.instanceof(Readable), ({ streams }, late) =>
        streams.getEvents({
          filters: EVENT_FILTERS,
          ...(sinceMs !== null && { since: sinceMs / 1_000 }),
          abortSignal: AbortSignal.any([signal, late]),
        }),
      ),
  };
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
