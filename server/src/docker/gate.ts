import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { z } from 'zod';
import { isAllowed } from './allow-list.ts';

/** A filter in front of a Docker socket, on a socket of its own that only this user can open. */
export interface Gate {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * The allow-list for a server that has the Docker socket itself (`npm start`; in Compose nginx does the same job, see
 * nginx/docker-gate.conf). Whatever goes wrong in our code or in a library that it uses, nothing but the requests of the
 * list reaches Docker. Refuses all else with 403; forwards method and target unchanged, and neither body nor headers:
 * so no upgrade, no second protocol. `swarm`: whether DOCKER_SWARM is on. 502 `{message, code}` when Docker can't be reached, with the system's error code.
 */
export async function startGate(dockerSocket: string, swarm = false): Promise<Gate> {
  const folder = await mkdtemp(join(tmpdir(), 'taskdeck-docker-'));
  await chmod(folder, 0o700);
  const path = join(folder, 'gate.sock');
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    if (isAllowed(method, url, swarm))
      forward({ socketPath: dockerSocket, agent }, incoming, outgoing);
    else answer(outgoing, 403, { message: `refused by Taskdeck's gate: ${method} ${url}` });
  });
  await listen(server, path);
  return {
    path,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      agent.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function forward(
  docker: { socketPath: string; agent: Agent },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const { method, url } = incoming;
  const upstream = request({
    ...docker,
    ...(method !== undefined && { method }),
    ...(url !== undefined && { path: url }),
    headers: { host: 'docker' },
  });
  upstream.on('response', (response) => {
    const type = response.headers['content-type'];
    outgoing.writeHead(
      response.statusCode ?? 502,
      type === undefined ? {} : { 'content-type': type },
    );
    // A stream of events begins with silence: Node would keep the head back until there is a first byte.
    outgoing.flushHeaders();
    // An answer that breaks off must break off here too: pipeline destroys the other side.
    pipeline(response, outgoing, () => {});
  });
  upstream.on('error', (error) => {
    const { data } = z.object({ code: z.string() }).safeParse(error);
    const body = { message: 'Docker can not be reached', code: data?.code ?? null };
    if (outgoing.headersSent) outgoing.destroy();
    else answer(outgoing, 502, body);
  });
  outgoing.on('close', () => upstream.destroy());
  upstream.end();
}

function answer(outgoing: ServerResponse, status: number, body: object): void {
  // Closes, so that a body that nobody reads is not taken for the next request.
  outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  outgoing.end(JSON.stringify(body));
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
