import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineTask } from '../define-task.ts';

/** Rounds of SHA-256 for one item, about 2 ms of one core: enough to be real work. */
const ROUNDS = 2_000;
/** At most this many items are listed in the result; all are counted. */
const LISTED = 100;

/** Hashes the data once per item, many rounds each. */
export const processBatch = defineTask({
  name: 'process-batch',
  title: 'Hash items with real work',
  description:
    'Hashes the data once per item, 2,000 rounds of SHA-256 each: about 2 ms of one core an item.',
  queue: 'default',
  runsOn: 'thread',
  attempts: 3,
  timeoutMs: 3_600_000,
  input: z.strictObject({
    data: z
      .string()
      .min(1)
      .max(100_000)
      .default('taskdeck')
      .meta({ title: 'Data', description: 'The text that is hashed' }),
    iterations: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1_000)
      .meta({ title: 'Items', description: 'How many times it is hashed' }),
  }),
  result: z.object({
    processedItems: z
      .array(z.object({ index: z.int(), hash: z.string() }))
      .meta({ description: 'The first 100 items' }),
    totalProcessed: z.int(),
  }),
  async run({ data, iterations }, ctx) {
    const processedItems: { index: number; hash: string }[] = [];
    for (let index = 0; index < iterations; index += 1) {
      ctx.signal.throwIfAborted();
      let digest = createHash('sha256').update(data).update(String(index)).digest();
      for (let round = 1; round < ROUNDS; round += 1)
        digest = createHash('sha256').update(digest).digest();
      if (index < LISTED) processedItems.push({ index, hash: digest.toString('hex') });
      ctx.progress({ current: index + 1, total: iterations });
    }
    return { processedItems, totalProcessed: iterations };
  },
});
