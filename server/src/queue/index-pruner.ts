import { type Keys, TASKS } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { makeScript } from '../redis/script.ts';
import { fingerprints } from './dead-letters.ts';
import { PRUNE_DEAD_LETTERS_SCRIPT, PRUNE_SCRIPT } from './scripts/prune.ts';

const pruneScript = makeScript(PRUNE_SCRIPT);
const deadLettersScript = makeScript(PRUNE_DEAD_LETTERS_SCRIPT);

/** Entries looked at by one script: about a millisecond. */
const BATCH = 250;
/** Batches of dead letters in one step: most groups are smaller than a batch. */
const DEAD_LETTER_BATCHES = 20;
const START = '-';

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
}

/**
 * Drops what our own sets still say of jobs that are gone. It goes round in batches, and always looks at the oldest entries as well: retention removes the
 * oldest jobs, and a whole round of a large index takes long.
 */
export class IndexPruner {
  readonly #p: Parts;
  #from = START;
  #deadLetters: AsyncGenerator<number, void> | null = null;

  constructor(parts: Parts) {
    this.#p = parts;
  }

  /** A few batches; answers how many entries were dropped. */
  async step(): Promise<number> {
    const oldest = await this.#pruneIndex(START);
    const round = await this.#pruneIndex(this.#from);
    this.#from = round.next;
    return oldest.dropped + round.dropped + (await this.#pruneDeadLetters());
  }

  async #pruneIndex(from: string): Promise<{ dropped: number; next: string }> {
    const { redis, keys } = this.#p;
    const prefixes = [keys.bull, keys.jobsOfTask(''), keys.jobsOfTag('')];
    const args = [...prefixes, from, BATCH, ...TASKS.map((task) => task.name)];
    const answer = await pruneScript(redis, [keys.jobs, keys.jobQueues, keys.jobTags], args);
    const [dropped, next] = z.tuple([z.number(), z.string()]).parse(answer);
    return { dropped, next };
  }

  async #pruneDeadLetters(): Promise<number> {
    const batches = (this.#deadLetters ??= this.#deadLetterBatches());
    let dropped = 0;
    for (let i = 0; i < DEAD_LETTER_BATCHES; i += 1) {
      // A generator that threw has ended as well.
      this.#deadLetters = null;
      const { value, done } = await batches.next();
      if (done === true) return dropped;
      this.#deadLetters = batches;
      dropped += value;
    }
    return dropped;
  }

  /** One round over all dead letters and then over those of each group, a batch at a time; yields how many were dropped. */
  async *#deadLetterBatches(): AsyncGenerator<number, void> {
    const { keys } = this.#p;
    yield* this.#batchesOf(keys.deadLetters, '');
    for await (const some of fingerprints(this.#p))
      for (const group of some) yield* this.#batchesOf(keys.deadLettersOf(group), group);
  }

  async *#batchesOf(set: string, group: string): AsyncGenerator<number, void> {
    const { redis, keys } = this.#p;
    let rank = 0;
    let looked: number;
    do {
      const sets = [set, keys.jobQueues, keys.deadLetterGroups];
      const answer = await deadLettersScript(redis, sets, [keys.bull, rank, BATCH, group]);
      const [count, dropped] = z.tuple([z.number(), z.number()]).parse(answer);
      looked = count;
      rank += count - dropped;
      yield dropped;
    } while (looked === BATCH);
  }
}
