import { type Keys, TASKS } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { makeScript } from '../redis/script.ts';
import { queueStats } from './queue-stats.ts';
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

/** So many entries more than there are jobs may be ones that are being added right now. */
const SLACK = 100;

/**
 * Drops what our own sets still say of jobs that are gone. It goes round in batches, without haste unless there are more entries than jobs, and always
 * looks at the oldest entries as well: what retention removes is mostly there.
 */
export class IndexPruner {
  readonly #p: Parts;
  #from = START;
  #droppedInRound = 0;
  #deadLetters: AsyncGenerator<number, void> | null = null;

  constructor(parts: Parts) {
    this.#p = parts;
  }

  /** A few batches; answers whether there is more to drop. */
  async step(): Promise<boolean> {
    const oldest = await this.#pruneIndex(START);
    const round = await this.#pruneIndex(this.#from);
    const letters = await this.#pruneDeadLetters();
    const dropped = oldest.dropped + round.dropped;
    this.#from = round.next;
    this.#droppedInRound += dropped;
    if (round.next === START) {
      // A whole round in vain: whatever is too many, it is not what we could drop.
      if (this.#droppedInRound === 0) return letters > 0;
      this.#droppedInRound = 0;
    }
    return dropped > 0 || letters > 0 || (await this.#excess()) > SLACK;
  }

  /** How many entries more than jobs there are. */
  async #excess(): Promise<number> {
    const [entries, queues] = await Promise.all([
      this.#p.redis.zcard(this.#p.keys.jobs),
      queueStats(this.#p),
    ]);
    const jobs = queues.flatMap(({ counts }) => Object.values(counts));
    return entries - jobs.reduce((a, b) => a + b, 0);
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
