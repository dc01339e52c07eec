import type { Containers } from '../schemas/container.ts';
import { Watch, type WatchParts } from './watch.ts';

/**
 * Notes what happens to containers, from Docker's events and from what samples show beside them. Only the replica that holds the sampler's
 * lease watches; where another one left off is in Redis.
 */
export class TimelineWatcher {
  readonly #parts: WatchParts;
  #turn: { readonly end: AbortController; watch: Watch | null } | null = null;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Told at each beat whether this replica holds the lease. Does not wait for anything. */
  hold(holds: boolean): void {
    if (this.#turn?.end.signal.aborted === true) this.#turn = null;
    if (!holds) {
      this.#turn?.end.abort();
      this.#turn = null;
    } else if (this.#turn === null) {
      const end = new AbortController();
      this.#turn = { end, watch: null };
      void this.#begin(this.#turn);
    }
  }

  /** Notes what a sample shows and no event told. Resolves when that is done; never rejects. */
  async compare(containers: Containers): Promise<void> {
    await this.#turn?.watch?.compare(containers);
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    const turn = this.#turn;
    this.#turn = null;
    turn?.end.abort();
    await turn?.watch?.stop();
  }

  async #begin(turn: { readonly end: AbortController; watch: Watch | null }): Promise<void> {
    const { memory, log } = this.#parts;
    try {
      const progress = await memory.begin();
      if (turn.end.signal.aborted) return;
      // The next beat tries again.
      if (progress === null) turn.end.abort();
      else turn.watch = new Watch(this.#parts, progress, turn.end);
    } catch (error) {
      log.debug({ err: error }, 'The timeline could not be read');
      turn.end.abort();
    }
  }
}
