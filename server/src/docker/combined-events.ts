import { setTimeout as pause } from 'node:timers/promises';
import type { DockerEngine } from './docker-engine.ts';
import type { DockerEvent } from './docker-event.ts';

export interface HostEngine {
  readonly host: string;
  readonly engine: DockerEngine;
}

/** A host whose stream can't be had is asked again after this time. */
const RETRY_MS = 5_000;

/**
 * The events of all hosts. A host that is away does not end those of the others: it is asked again until it comes back (its state says that it is
 * away). Rejects when a stream that had begun ends, so that the caller knows of the gap, and when none can be had.
 */
export async function combinedEvents(
  hosts: readonly HostEngine[],
  sinceMs: number | null,
  signal: AbortSignal,
  tell: (event: DockerEvent) => void,
): Promise<never> {
  const others = new AbortController();
  const ended = AbortSignal.any([signal, others.signal]);
  const away = new Set<string>();

  async function follow({ host, engine }: HostEngine): Promise<never> {
    for (;;) {
      let begun = false;
      const stands = () => {
        begun = true;
        away.delete(host);
      };
      try {
        await engine.events(sinceMs, ended, (event) => tell({ ...event, host }), stands);
      } catch (error) {
        away.add(host);
        if (begun || ended.aborted || away.size === hosts.length) throw named(host, error);
      }
      await pause(RETRY_MS, undefined, { signal: ended });
    }
  }

  try {
    return await Promise.race(hosts.map(follow));
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Error('Nobody listens to the events any more.', { cause: error });
  } finally {
    others.abort();
  }
}

function named(host: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : 'Docker could not be asked.';
  return new Error(`${host}: ${reason}`, { cause: error });
}
