import type { Containers } from '../schemas/container.ts';

type Host = string | null;

/** Why, and since when, it is not known what happened on a host. */
export interface Doubt {
  /** Until then nothing was missed, epoch ms. */
  readonly soundMs: number;
  /** When it came up, epoch ms. */
  readonly raisedMs: number;
  /** A sentence for people. */
  readonly reason: string;
  /** There was no stream of events. False: samples had no answer, but the stream never ended, so the daemon was only busy. */
  readonly hadNoStream: boolean;
  /** Docker itself was away: a daemon that restarts forgets its events. */
  readonly wasAway: boolean;
  /** When it was last seen to be away, epoch ms; null: it was not. */
  readonly awayMs: number | null;
}

const START_REASON = 'No server watched Docker: none ran, or Redis was away.';

/** The hosts of which it is not known yet whether an event was missed. */
export class Doubts {
  readonly #doubts = new Map<Host, Doubt>();

  /** All that were watched before, since then. */
  constructor(hosts: Iterable<Host>, watchedMs: number, nowMs: number) {
    const times = { soundMs: watchedMs, raisedMs: nowMs };
    this.raiseAll(hosts, { ...times, reason: START_REASON, wasAway: false });
  }

  get(host: Host): Doubt | undefined {
    return this.#doubts.get(host);
  }

  get size(): number {
    return this.#doubts.size;
  }

  /** No stream of events any more. */
  raiseAll(hosts: Iterable<Host>, doubt: Omit<Doubt, 'awayMs' | 'hadNoStream'>): void {
    for (const host of hosts) this.#raise(host, { ...doubt, hadNoStream: true, awayMs: null });
  }

  /** Docker is away there. */
  raise(
    host: Host,
    { soundMs, reason, nowMs }: { soundMs: number; reason: string; nowMs: number },
  ) {
    this.#raise(host, {
      soundMs,
      reason,
      raisedMs: nowMs,
      hadNoStream: false,
      wasAway: true,
      awayMs: nowMs,
    });
  }

  settle(host: Host): void {
    this.#doubts.delete(host);
  }

  /** A gap is marked that began at a time and ends now: no other host needs one for the same, though its doubt stays. */
  moveOn(fromMs: number, nowMs: number): void {
    for (const [host, doubt] of this.#doubts)
      if (doubt.soundMs >= fromMs) this.#doubts.set(host, { ...doubt, soundMs: nowMs });
  }

  /** What came first counts, but that Docker was away says more than that its stream ended. */
  #raise(host: Host, doubt: Doubt): void {
    const before = this.#doubts.get(host);
    const merged =
      before === undefined
        ? doubt
        : {
            soundMs: before.soundMs,
            raisedMs: before.raisedMs,
            reason: doubt.wasAway && !before.wasAway ? doubt.reason : before.reason,
            hadNoStream: before.hadNoStream || doubt.hadNoStream,
            wasAway: before.wasAway || doubt.wasAway,
            awayMs: doubt.awayMs ?? before.awayMs,
          };
    this.#doubts.set(host, merged);
  }
}

/** Pure: the hosts of a sample whose engine answers, with the Compose project shown, and why the others don't. */
export function hostsOf({ engine, engines }: Containers): {
  readonly connected: ReadonlyMap<Host, string | null>;
  readonly away: ReadonlyMap<Host, string>;
} {
  const all = engines.length === 0 ? [{ ...engine, host: null }] : engines;
  const isThere = ({ state }: { state: string }) => state === 'connected';
  return {
    connected: new Map(all.filter(isThere).map(({ host, project }) => [host, project])),
    away: new Map(
      all
        .filter((one) => !isThere(one))
        .map(({ host, reason }) => [host, reason ?? 'Docker was away.']),
    ),
  };
}
