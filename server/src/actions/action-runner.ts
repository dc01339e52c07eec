import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AppError } from '../errors.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import type { ActionStore, Saved, StoredAction } from '../redis/action-store.ts';
import { asRedisError } from '../redis/unavailable.ts';
import type { Action } from '../schemas/action.ts';
import { nextBatch } from './action-batch.ts';

/** How often every replica looks for actions that their replica has left behind. */
const LOOK_MS = 3_000;
/** Tabs are told of progress at most this often. */
const TELL_MS = 500;
/** Redis has as long for others as a batch took, within these. */
const PAUSE_MS = { least: 5, most: 250 } as const;

interface ActionRunnerParts {
  readonly store: ActionStore;
  readonly queue: JobQueue;
  /** Id of this replica. */
  readonly replica: string;
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * Runs background actions, in batches with pauses between. An action stays with the replica that began it; when that one dies its lease runs out and another
 * replica goes on from the last batch that was kept. The jobs of the batch in between are tried twice: most of them are refused the second time.
 */
export class ActionRunner {
  readonly #p: ActionRunnerParts;
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(parts: ActionRunnerParts) {
    this.#p = parts;
  }

  /** Looks for actions without a replica, now and again. */
  start(): void {
    const look = () => {
      this.#look()
        .catch((error: unknown) => this.#p.log.debug({ err: error }, 'No look at actions'))
        .finally(() => {
          if (!this.#stopping) this.#timer = setTimeout(look, LOOK_MS);
        });
    };
    this.#timer = setTimeout(look, 0);
  }

  /** Ends after the batch that is under way; another replica goes on. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await Promise.all(this.#running.values());
  }

  /** Begins an action that was stored just now, unless another replica has taken it already. */
  begin(id: string): void {
    if (this.#stopping || this.#running.has(id)) return;
    const run = this.#run(id)
      .catch((error: unknown) => this.#p.log.warn({ err: error, action: id }, 'Action interrupted'))
      .finally(() => this.#running.delete(id));
    this.#running.set(id, run);
  }

  async #look(): Promise<void> {
    for (const id of await this.#p.store.orphans()) this.begin(id);
  }

  async #run(id: string): Promise<void> {
    const { store, replica, log } = this.#p;
    const claimed = await store.claim(id, replica);
    if (claimed === null) return;
    const { kind, by, filter } = claimed.action;
    log.info({ action: id, kind, by, filter }, 'Action runs');
    try {
      await this.#batches(claimed);
    } catch (error) {
      if (!this.#isRedis(error)) return this.#fail(claimed, error);
      // Whoever sees Redis again first goes on.
      throw error;
    } finally {
      await store.release(id, replica).catch(() => undefined);
    }
  }

  /** Until nothing is left, somebody aborts it, or this replica is stopped or has lost it. */
  async #batches(claimed: StoredAction): Promise<void> {
    let stored = await this.#withTotal(claimed);
    let told = this.#p.now();
    let doneBefore = claimed.cursor === null ? 0 : -1;
    let saved: Saved = await this.#save(stored, true);
    while (saved === 'saved' && !this.#stopping) {
      const began = this.#p.now();
      const batch = await nextBatch(this.#p.queue, stored);
      stored = batch.stored;
      // Of waiting jobs only the newest can be reached: those behind them come up when these are gone.
      const again = stored.action.filter?.state === 'waiting' && stored.action.done > doneBefore;
      if (batch.last && !again) return void (await this.#end(stored, 'done'));
      if (batch.last) doneBefore = stored.action.done;
      const tell = this.#p.now() - told >= TELL_MS;
      if (tell) told = this.#p.now();
      saved = await this.#save(stored, tell);
      const took = this.#p.now() - began;
      await wait(Math.min(PAUSE_MS.most, Math.max(PAUSE_MS.least, took)));
    }
    if (saved === 'abort') await this.#end(stored, 'aborted');
  }

  async #withTotal(stored: StoredAction): Promise<StoredAction> {
    const { action } = stored;
    if (action.total !== null || action.filter === null) return stored;
    const { atMost } = await this.#p.queue.count(action.filter);
    return { ...stored, action: { ...action, total: atMost } };
  }

  #save(stored: StoredAction, tell: boolean): Promise<Saved> {
    return this.#p.store.save(stored, this.#p.replica, tell);
  }

  async #end(stored: StoredAction, state: Action['state'], error: string | null = null) {
    const endedAt = new Date(this.#p.now()).toISOString();
    const action = { ...stored.action, state, endedAt, error };
    await this.#save({ ...stored, action }, true);
    const { id, kind, done, refused } = action;
    this.#p.log.info({ action: id, kind, state, done, refused }, 'Action ended');
  }

  /** What nobody foresaw would happen again on the next replica. */
  async #fail(claimed: StoredAction, error: unknown): Promise<void> {
    const { id } = claimed.action;
    this.#p.log.error({ err: error, action: id }, 'Action failed');
    const action = (await this.#p.store.get(id)) ?? claimed.action;
    await this.#end({ ...claimed, action }, 'failed', 'It failed inside; the server log says why.');
  }

  #isRedis(error: unknown): boolean {
    const known = asRedisError(error);
    return known instanceof AppError && known.code === 'REDIS_UNAVAILABLE';
  }
}
