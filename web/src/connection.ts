/** How the one stream of this tab is doing. */
export interface Connection {
  /**
   * `connecting`: not one event yet. `live`: events arrive. `stale`: none for 5 s, though a tick comes every 2 s.
   * `offline`: the stream broke and is being opened again.
   */
  readonly state: 'connecting' | 'live' | 'stale' | 'offline';
  /** Epoch ms of the last event; for `offline`, of the break. null while connecting. Moves only when `state` does. */
  readonly since: number | null;
  /** Epoch ms since when the server says that Redis does not answer; null when it does, and while not known. */
  readonly redisDownSince: number | null;
  /** The server runs another version than when the page was loaded. */
  readonly updated: boolean;
}

export const STALE_MS = 5_000;

/** What `live.ts` knows of the stream, for `useSyncExternalStore`. The snapshot changes only when something to be shown changes. */
export class ConnectionStore {
  #value: Connection = { state: 'connecting', since: null, redisDownSince: null, updated: false };
  #version: string | null = null;
  #lastEventAt: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): Connection => this.#value;

  /** An event came: live, and stale again when none follows in time. */
  heard(): void {
    this.#lastEventAt = Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#set({ state: 'stale', since: this.#lastEventAt }),
      STALE_MS,
    );
    if (this.#value.state !== 'live') this.#set({ state: 'live', since: this.#lastEventAt });
  }

  /** The stream broke, or could not be opened. */
  broke(): void {
    clearTimeout(this.#timer);
    if (this.#value.state !== 'offline')
      this.#set({ state: 'offline', since: this.#lastEventAt ?? Date.now() });
  }

  redis(state: 'up' | 'down'): void {
    if (state === 'up') {
      if (this.#value.redisDownSince !== null) this.#set({ redisDownSince: null });
    } else if (this.#value.redisDownSince === null) this.#set({ redisDownSince: Date.now() });
  }

  /** The version that the server told in its `hello`. */
  server(version: string): void {
    this.#version ??= version;
    if (this.#version !== version && !this.#value.updated) this.#set({ updated: true });
  }

  /** The page let go of the stream on purpose. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#lastEventAt = null;
    this.#set({ state: 'connecting', since: null, redisDownSince: null });
  }

  #set(change: Partial<Connection>): void {
    this.#value = { ...this.#value, ...change };
    for (const tell of this.#listeners) tell();
  }
}
