import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { FakeDaemonEvents } from './docker-daemon-events.ts';

/** A recorded answer of Docker, by the name of its file in tests/fixtures/docker. */
export function recorded(name: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/docker/${name}.json`, import.meta.url), 'utf8'),
  );
}

/** How requests that match go wrong: `hang` never answers, `half` breaks off in the middle of the body, `trickle` sends a byte now and then. */
export interface Fault {
  readonly match: RegExp;
  readonly how: 'hang' | 'half' | 'trickle' | 'garbage' | { readonly status: number };
}

const Labels = z.record(z.string(), z.string()).optional();
const Labelled = z.array(
  z.looseObject({
    Labels,
    Spec: z.looseObject({ Labels, ContainerSpec: z.looseObject({ Labels }).optional() }).optional(),
  }),
);
const ListedNetworks = z.array(z.looseObject({ Id: z.string(), Name: z.string() }));
const Inspected = z.looseObject({ Id: z.string() });

/** Speaks the part of Docker's HTTP API that we use, on a real Unix socket, with recorded answers. */
export class FakeDockerDaemon {
  /** What it lists; tests may replace it, also by something malformed. */
  containers: unknown = recorded('containers');
  /** The networks it lists; what is inspected is recorded, or without members. */
  networks: unknown = recorded('networks');
  /** A Swarm that it manages is told of by `info` too. */
  services: unknown = recorded('swarm-services');
  tasks: unknown = recorded('swarm-tasks');
  nodes: unknown = recorded('swarm-nodes');
  version: unknown = recorded('version');
  info: unknown = recorded('info');
  faults: Fault[] = [];
  readonly events = new FakeDaemonEvents();
  /** Answers that are under way. */
  answering = 0;
  /** `METHOD target` of every request since the start, as received, with its headers. */
  readonly requests: { readonly line: string; readonly headers: Record<string, unknown> }[] = [];
  readonly #details = new Map<string, unknown>();
  readonly #networks = new Map<string, unknown>();
  readonly #stats = new Map<string, unknown[]>();
  readonly #folder: string;
  #server = createServer();

  /** Starts one that has the eight containers of the recorded project. */
  static async start(): Promise<FakeDockerDaemon> {
    const daemon = new FakeDockerDaemon(await mkdtemp(join(tmpdir(), 'fake-docker-')));
    for (const name of ['nginx', 'server', 'worker', 'docker-gate', 'redis']) {
      const details = Inspected.parse(recorded(`inspect-${name}`));
      daemon.#details.set(details.Id, details);
    }
    for (const name of ['backend', 'docker', 'frontend'])
      daemon.setNetwork(recorded(`network-${name}`));
    for (const name of ['server', 'worker', 'redis']) {
      const { Id } = Inspected.parse(recorded(`inspect-${name}`));
      daemon.setStats(Id, [recorded(`stats-${name}-a`), recorded(`stats-${name}-b`)]);
    }
    await daemon.up();
    return daemon;
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  get socket(): string {
    return join(this.#folder, 'docker.sock');
  }

  get host(): string {
    return `unix://${this.socket}`;
  }

  lines(pattern: RegExp): string[] {
    return this.requests.map(({ line }) => line).filter((line) => pattern.test(line));
  }

  /** Details of one container, by its own id; of others the recorded worker's are told. */
  setDetails(details: unknown): void {
    this.#details.set(Inspected.parse(details).Id, details);
  }

  /** What is inspected of one network. */
  setNetwork(details: unknown): void {
    this.#networks.set(Inspected.parse(details).Id, details);
  }

  /** Readings of one container, told one after another; the last one is repeated. */
  setStats(id: string, readings: unknown[]): void {
    this.#stats.set(id, readings);
  }

  async up(): Promise<void> {
    const server = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      this.requests.push({ line: `${method} ${url}`, headers });
      // In any version of the API: what differs between them is in the answers that a test sets.
      const path = url.replace(/^\/v1\.\d\d(?=\/)/, '');
      this.#answer(`${method} ${url}`, new URL(path, 'http://docker'), response);
    });
    this.#server = server;
    await new Promise<void>((resolve) => {
      server.listen(this.socket, resolve);
    });
  }

  /** As when the engine stops: connections end, the socket is gone. */
  async down(): Promise<void> {
    const server = this.#server;
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }

  async close(): Promise<void> {
    await this.down();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #answer(line: string, url: URL, response: ServerResponse): void {
    this.answering += 1;
    response.on('close', () => (this.answering -= 1));
    const how = this.faults.find(({ match }) => match.test(line))?.how;
    if (how === 'hang') return;
    if (how === undefined && url.pathname === '/events') {
      this.events.serve(url, response);
      return;
    }
    const body = JSON.stringify(this.#body(url) ?? { message: 'page not found' });
    if (how === 'trickle') {
      trickle(response, body);
      return;
    }
    if (how === 'half') {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': body.length,
      });
      response.write(body.slice(0, 10), () => response.destroy());
      return;
    }
    if (how === 'garbage') {
      response.end('<html>not Docker</html>');
      return;
    }
    const status = how?.status ?? (this.#body(url) === undefined ? 404 : 200);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      how === undefined ? body : JSON.stringify({ message: `told to answer ${status}` }),
    );
  }

  #body(url: URL): unknown {
    if (url.pathname === '/version') return this.version;
    if (url.pathname === '/info') return this.info;
    const filters = url.searchParams.get('filters');
    if (url.pathname === '/containers/json') return labelled(this.containers, filters);
    if (url.pathname === '/services') return labelled(this.services, filters);
    if (url.pathname === '/tasks') return labelled(this.tasks, filters);
    if (url.pathname === '/nodes') return this.nodes;
    if (url.pathname === '/networks') return this.networks;
    const [, network] = /^\/networks\/([0-9a-f]{64})$/.exec(url.pathname) ?? [];
    if (network !== undefined)
      return (
        this.#networks.get(network) ??
        ListedNetworks.parse(this.networks).find(({ Id }) => Id === network)
      );
    const [, id, part] = /^\/containers\/([0-9a-f]{64})\/(json|stats)$/.exec(url.pathname) ?? [];
    if (id === undefined) return undefined;
    if (part === 'json') {
      const worker = Inspected.parse(recorded('inspect-worker'));
      return this.#details.get(id) ?? { ...worker, Id: id };
    }
    const readings = this.#stats.get(id) ?? [
      recorded('stats-worker-a'),
      recorded('stats-worker-b'),
    ];
    this.#stats.set(id, readings.length > 1 ? readings.slice(1) : readings);
    return readings[0];
  }
}

/** As Docker does, by label. */
function labelled(all: unknown, filters: string | null): unknown {
  const rows = Labelled.safeParse(all);
  if (filters === null || !rows.success) return all;
  const wanted = z.object({ label: z.array(z.string()) }).parse(JSON.parse(filters)).label;
  return rows.data.filter((row) =>
    wanted.every((pair) =>
      Object.entries(labelsOf(row)).some(([key, value]) => `${key}=${value}` === pair),
    ),
  );
}

/** Of a container, a service, or a task, which has those of its containers. */
function labelsOf(row: z.output<typeof Labelled>[number]): Record<string, string> {
  return row.Spec?.ContainerSpec?.Labels ?? row.Spec?.Labels ?? row.Labels ?? {};
}

function trickle(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  let sent = 0;
  const timer = setInterval(() => response.write(body[sent++] ?? ' '), 100);
  response.on('close', () => clearInterval(timer));
}
