import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';

const Filters = z.object({ type: z.array(z.string()), event: z.array(z.string()) });
export const DaemonEvent = z.looseObject({
  Type: z.string(),
  Action: z.string(),
  timeNano: z.number(),
});
export type DaemonEvent = z.infer<typeof DaemonEvent>;

/** The worker of the recorded project. */
export const WORKER = '4648fbfee9edb1c629af8c99c113aff4fd5a68b4ae8a1323c2cfe8dc7ac5c3d7';
/** What happened to the recorded project in 20 s. */
export const EVENTS = z
  .array(DaemonEvent)
  .parse(
    JSON.parse(readFileSync(new URL('../fixtures/docker/events.json', import.meta.url), 'utf8')),
  );
/** Of them, what happened last to this worker: it was unpaused, ran out of memory, and died of it. */
export const OOM = EVENTS.filter(
  ({ Actor, Action }) =>
    z.object({ ID: z.literal(WORKER) }).safeParse(Actor).success &&
    ['unpause', 'oom', 'die'].includes(Action),
).slice(-3);

interface Listener {
  readonly response: ServerResponse;
  readonly wanted: (event: DaemonEvent) => boolean;
}

/** `GET /events` as moby serves it: what is remembered since a time, then what happens, until the client leaves. */
export class FakeDaemonEvents {
  /** What it remembers, oldest first. */
  ring: DaemonEvent[] = [];
  /** While true, streams stay open and no event reaches them: they are only remembered. */
  silent = false;
  #listeners: Listener[] = [];

  get listeners(): number {
    return this.#listeners.length;
  }

  /** Something happens. */
  tell(...events: DaemonEvent[]): void {
    this.ring = [...this.ring, ...events].slice(-256);
    if (this.silent) return;
    for (const { response, wanted } of this.#listeners)
      for (const event of events) if (wanted(event)) response.write(`${JSON.stringify(event)}\n`);
  }

  /** Bytes as they are, to all streams. */
  write(text: string): void {
    for (const { response } of this.#listeners) response.write(text);
  }

  /** The streams end: as when the daemon stops (`end`), or as when a connection is cut. */
  end(how: 'end' | 'cut' = 'end'): void {
    for (const { response } of this.#listeners)
      if (how === 'end') response.end();
      else response.destroy();
  }

  serve(url: URL, response: ServerResponse): void {
    const since = url.searchParams.get('since');
    const text = url.searchParams.get('filters');
    const filters = text === null ? null : Filters.parse(JSON.parse(text));
    const wanted = ({ Type, Action }: DaemonEvent) =>
      filters === null ||
      (filters.type.includes(Type) && filters.event.some((word) => Action.startsWith(word)));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (since !== null)
      for (const event of this.ring)
        if (event.timeNano >= Number(since) * 1e9 && wanted(event))
          response.write(`${JSON.stringify(event)}\n`);
    const listener = { response, wanted };
    this.#listeners.push(listener);
    response.on('close', () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    });
  }
}
