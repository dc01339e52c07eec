import { INDEX_SCRIPT, indexArgs, indexKeys, type Keys, type NewJob } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { makeScript } from '../redis/script.ts';

const script = makeScript(INDEX_SCRIPT);

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
}

/** Jobs per call. */
const BATCH = 500;

/**
 * Notes where jobs are, for lists and for finding a job by its id. One write is under way at a time, and the next one takes all that came
 * meanwhile: none waits while little happens, and the more happens the less each costs.
 */
export class JobIndex {
  readonly #parts: Parts;
  #waiting: NewJob[] = [];
  /** Of those who wait; null while nobody does. */
  #next: Promise<void> | null = null;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Resolves when they are all in the index. */
  add(jobs: readonly NewJob[]): Promise<void> {
    this.#waiting.push(...jobs);
    this.#next ??= this.#underWay.then(() => {
      const taken = this.#waiting;
      this.#waiting = [];
      this.#next = null;
      const written = this.#write(taken);
      // Whoever comes next does not care how this ends.
      this.#underWay = written.catch(() => {});
      return written;
    });
    return this.#next;
  }

  async #write(jobs: readonly NewJob[]): Promise<void> {
    const { redis, keys } = this.#parts;
    for (let from = 0; from < jobs.length; from += BATCH) {
      const batch = jobs.slice(from, from + BATCH);
      await script(redis, indexKeys(keys), indexArgs(keys, batch));
    }
  }
}
