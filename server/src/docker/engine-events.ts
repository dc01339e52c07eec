import { z } from 'zod';
import type { DockerAddress } from './docker-address.ts';
import type { DockerClient } from './docker-client.ts';
import type { DockerEvent } from './docker-event.ts';
import { dockerEventView } from './docker-event-view.ts';
import type { EngineEvent } from './docker-event-view.ts';
import { engineFailure } from './engine-failure.ts';
import { readEvents } from './events-reader.ts';
import type { KnownContainers } from './known-containers.ts';

/** A stream that is silent for this long is opened anew. */
const SILENCE_MS = 60_000;

interface Parts {
  readonly client: DockerClient;
  readonly address: DockerAddress;
  /** null: all projects are shown. */
  readonly project: string | null;
  readonly known: KnownContainers;
  /** How long the stream may take to begin. */
  readonly callMs: number;
  readonly silenceMs?: number;
  /** Called whenever a stream stands. */
  readonly begun: (() => void) | undefined;
  readonly now: () => number;
}

/** Tells the events of the containers shown; see DockerEngine.events. */
export async function engineEvents(
  parts: Parts,
  sinceMs: number | null,
  signal: AbortSignal,
  tell: (event: DockerEvent) => void,
): Promise<never> {
  const { client, address, project, known, callMs, silenceMs = SILENCE_MS, now } = parts;
  const view = (event: EngineEvent): DockerEvent | null => {
    const seen = dockerEventView(event, { project, find: (id) => known.find(id) });
    if (seen !== null) known.note(seen.containerId, seen);
    return seen;
  };
  const open = async (since: number | null, ended: AbortSignal) => {
    const stream = await client.events(since, ended, callMs);
    parts.begun?.();
    return stream;
  };
  try {
    return await readEvents({ open, sinceMs, signal, silenceMs, view, tell, now });
  } catch (error) {
    const reason = signal.aborted
      ? 'Nobody listens to the events any more.'
      : engineFailure(await moreExactly(parts, error), address).reason;
    throw new Error(reason, { cause: error });
  }
}

/** Of an answer to a stream only its status is to be had: a gate that has no Docker behind it says more to a question. */
async function moreExactly({ client, callMs }: Parts, error: unknown): Promise<unknown> {
  if (!z.object({ statusCode: z.literal(502) }).safeParse(error).success) return error;
  return client.version(callMs).then(
    () => error,
    (other: unknown) => other,
  );
}
