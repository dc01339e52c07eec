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
  /** Docker itself was away: a daemon that restarts forgets its events. */
  readonly wasAway: boolean;
  /** When it was last seen to be away, epoch ms; null: it was not. */
  readonly awayMs: number | null;
}

const START_REASON = 'No server watched Docker: none ran, or Redis was away.';

/** The hosts of which it is not known yet whether an event was missed. */
export class Doubts {
  readonly #doubts = new Map<Host, Doubt>();
  /** Those that are watched. */
  readonly #hosts = new Set<Host>();

  /** All that were watched before, since then. */
  constructor(hosts: Iterable<Host>, watchedMs: number, nowMs: number) {
    for (const host of hosts) this.#hosts.add(host);
    if (this.#hosts.size === 0) this.#hosts.add(null);
    this.raiseAll({ soundMs: watchedMs, raisedMs: nowMs, reason: START_REASON, wasAway: false });
  }

  get(host: Host): Doubt | undefined {
    return this.#doubts.get(host);
  }

  get size(): number {
    return this.#doubts.size;
  }

  watch(hosts: Iterable<Host>): void {
    for (const host of hosts) this.#hosts.add(host);
  }

  /** No stream of events any more. */
  raiseAll(doubt: Omit<Doubt, 'awayMs'>): void {
    for (const host of this.#hosts) this.#raise(host, { ...doubt, awayMs: null });
  }

  /** Docker is away there. */
  raise(
    host: Host,
    { soundMs, reason, nowMs }: { soundMs: number; reason: string; nowMs: number },
  ) {
    this.#raise(host, { soundMs, reason, raisedMs: nowMs, wasAway: true, awayMs: nowMs });
  }

  /** A new story begins. */
  clear(): void {
    this.#doubts.clear();
  }

  settle(host: Host): void {
    this.#doubts.delete(host);
  }

  /** Up to now is in the timeline, as far as it is known; the doubt stays. */
  moveOn(host: Host, nowMs: number): void {
    const doubt = this.#doubts.get(host);
    if (doubt !== undefined) this.#doubts.set(host, { ...doubt, soundMs: nowMs });
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
            wasAway: before.wasAway || doubt.wasAway,
            awayMs: doubt.awayMs ?? before.awayMs,
          };
    this.#doubts.set(host, merged);
  }
}

/** Pure: the hosts of a sample whose engine answers, and why the others don't. */
export function hostsOf({ engine, engines }: Containers): {
  readonly connected: ReadonlySet<Host>;
  readonly away: ReadonlyMap<Host, string>;
} {
  const all = engines.length === 0 ? [{ ...engine, host: null }] : engines;
  const isThere = ({ state }: { state: string }) => state === 'connected';
  return {
    connected: new Set(all.filter(isThere).map(({ host }) => host)),
    away: new Map(
      all
        .filter((one) => !isThere(one))
        .map(({ host, reason }) => [host, reason ?? 'Docker was away.']),
    ),
  };
}
