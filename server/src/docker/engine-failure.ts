import { z } from 'zod';
import type { DockerAddress } from './docker-address.ts';

/** Docker took longer than we wait. */
export class DockerTimeout extends Error {
  override readonly name = 'DockerTimeout';
}

/** The daemon speaks no version of the API that we know. */
export class UnsupportedApi extends Error {
  override readonly name = 'UnsupportedApi';
  /** Its newest (`old`) or its oldest (`new`). */
  readonly api: string;
  readonly how: 'old' | 'new';

  constructor(how: UnsupportedApi['how'], api: string) {
    super(`API ${api} is too ${how}`);
    this.how = how;
    this.api = api;
  }
}

/** Docker's stream of events is of no more use: it ended, broke off in the middle of a line, or can't be read. */
export class EventsFailure extends Error {
  override readonly name = 'EventsFailure';
  readonly how: 'ended' | 'broken off' | 'unreadable';

  constructor(how: EventsFailure['how']) {
    super(`the stream of events: ${how}`);
    this.how = how;
  }
}

interface EngineFailure {
  readonly state: 'unreachable' | 'forbidden' | 'unsupported';
  /** What is wrong and what to do, for people. */
  readonly reason: string;
}

/** The parts of dockerode's and Node's errors that tell what happened. The in-process gate passes codes on in the body. */
const Failure = z.object({
  code: z.string().optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
  json: z
    .object({ code: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** Why a call to Docker failed, in words for people. */
export function engineFailure(error: unknown, address: DockerAddress): EngineFailure {
  const where = placeOf(address);
  if (error instanceof DockerTimeout) {
    return unreachable(
      `Docker at ${where} took too long to answer. It may be overloaded or stuck.`,
    );
  }
  if (error instanceof UnsupportedApi) return unsupported(error, where);
  if (error instanceof EventsFailure) return eventsFailure(error, where);
  if (error instanceof z.ZodError) {
    return unreachable(
      `What answers at ${where} does not speak as Docker does. Check that DOCKER_HOST leads to a Docker engine.`,
    );
  }
  const { data } = Failure.safeParse(error);
  const code = data?.code ?? data?.json?.code;
  if (code !== undefined) return bySystemCode(code, where);
  const status = data?.statusCode;
  if (status === 401 || status === 403) {
    return {
      state: 'forbidden',
      reason: `The gate in front of Docker at ${where} refuses what this page needs. Its allow-list must hold the lines of nginx/docker-gate.conf.`,
    };
  }
  if (status === 502 || status === 503 || status === 504) {
    return unreachable(
      `The gate at ${where} answers, but Docker behind it does not. Check that Docker runs and that its socket is mounted into the gate.`,
    );
  }
  if (status !== undefined) {
    return unreachable(
      `Docker at ${where} answered with an error (HTTP ${status}). Its own log says more.`,
    );
  }
  return unreachable(`Docker at ${where} could not be asked. The server's log says more.`);
}

function unsupported({ how, api }: UnsupportedApi, where: string): EngineFailure {
  const reason =
    how === 'old'
      ? `Docker at ${where} speaks API ${api} at most, and 1.41 is needed. Update it to Docker Engine 20.10 or later, or Podman 4 or later.`
      : `Docker at ${where} speaks API ${api} or later, which is newer than this Taskdeck knows. Update Taskdeck.`;
  return { state: 'unsupported', reason };
}

function eventsFailure({ how }: EventsFailure, where: string): EngineFailure {
  if (how === 'unreadable')
    return unreachable(`What Docker at ${where} tells of its containers' events can't be read.`);
  return unreachable(
    how === 'ended'
      ? `Docker at ${where} stopped telling its events. It may be restarting.`
      : `Docker at ${where} broke off in the middle of an event. It may be restarting, or its connection was cut.`,
  );
}

function bySystemCode(code: string, where: string): EngineFailure {
  switch (code) {
    case 'ENOENT':
      return unreachable(
        `There is no Docker socket at ${where}. Start Docker, or set DOCKER_HOST to its socket (or to off). Docker without root has it at unix:///run/user/<uid>/docker.sock, Podman at unix:///run/podman/podman.sock or unix:///run/user/<uid>/podman/podman.sock.`,
      );
    case 'ECONNREFUSED':
      return unreachable(
        `Nothing listens at ${where}. Start Docker; the page then fills by itself.`,
      );
    case 'EACCES':
    case 'EPERM':
      return { state: 'forbidden', reason: `This server may not open ${where}. ${wayIn(where)}` };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(
        `The host name in ${where} is not known here. Start what it names, or check DOCKER_HOST.`,
      );
    default:
      return unreachable(`The connection to Docker at ${where} failed (${code}).`);
  }
}

function wayIn(where: string): string {
  // Engines without root, and Podman's with it, leave their sockets to the user who runs them.
  if (where.startsWith('/run/user/') || where.includes('podman'))
    return "It belongs to the user who runs the engine: run this server as that user, or set DOCKER_HOST to its own user's socket.";
  return 'Run it as a member of the socket\'s group (often "docker"); that group has full control of the machine.';
}

function unreachable(reason: string): EngineFailure {
  return { state: 'unreachable', reason };
}

function placeOf(address: DockerAddress): string {
  if (address.kind === 'tcp') return `${address.host}:${address.port}`;
  return address.kind === 'socket' ? address.path : 'nowhere';
}
