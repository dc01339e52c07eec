import { setTimeout as wait } from 'node:timers/promises';
import { KEEP_COMPLETED, KEEP_FAILED } from '@taskdeck/tasks';
import type { Logger } from 'pino';
import type { JobQueue, Retention } from '../queue/job-queue.ts';

const RETENTION: Retention = { completed: KEEP_COMPLETED, failed: KEEP_FAILED };
const CLEAN_MS = 60_000;
const PRUNE_MS = 30_000;
/** Between two batches, so that Redis has most of its time for others. */
const PAUSE_MS = 20;
/** Batches of one go: 200,000 jobs of each queue and state. What is left waits for the next. */
const MAX_BATCHES = 1_000;

interface Parts {
  readonly queue: JobQueue;
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * Removes what retention does not keep and forgets what is gone, in small batches. Called at every beat of the replica that samples; the work goes on beside
 * the beats. Should two replicas do it at once for a moment, each finds less to do.
 */
export class Janitor {
  readonly #p: Parts;
  readonly #keep: Retention;
  #last = { clean: 0, prune: 0 };
  #working: Promise<void> | null = null;
  #stopping = false;

  constructor(parts: Parts, keep = RETENTION) {
    this.#p = parts;
    this.#keep = keep;
  }

  /** Begins what is due; never waits for it. */
  beat(): void {
    if (this.#working !== null || this.#stopping) return;
    this.#working = this.#work()
      .catch((error: unknown) => this.#p.log.debug({ err: error }, 'Tidying up was interrupted'))
      .finally(() => (this.#working = null));
  }

  /** Ends after the batch that is under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    const { queue, log } = this.#p;
    if (this.#isDue('clean', CLEAN_MS)) {
      let removed = 0;
      await this.#batches(async () => {
        const some = await queue.clean(this.#keep);
        removed += some;
        return some > 0;
      });
      if (removed > 0) log.info({ removed }, 'Removed ended jobs that are not kept any longer');
    }
    if (this.#isDue('prune', PRUNE_MS)) await this.#batches(() => queue.prune());
  }

  #isDue(what: 'clean' | 'prune', everyMs: number): boolean {
    const due = this.#p.now() - this.#last[what] >= everyMs;
    if (due) this.#last[what] = this.#p.now();
    return due;
  }

  /** Batches until one says that nothing is left. */
  async #batches(batch: () => Promise<boolean>): Promise<void> {
    for (let i = 0; i < MAX_BATCHES && !this.#stopping && (await batch()); i += 1)
      await wait(PAUSE_MS);
  }
}
