import { z } from 'zod';
import { CORPUS } from '../classify/corpus.ts';
import { evaluate } from '../classify/evaluate.ts';
import { train } from '../classify/naive-bayes.ts';
import { storeModel } from '../classify/stored-model.ts';
import { defineTask } from '../define-task.ts';

/** More would let a model outgrow what is kept of it. */
const MAX_CATEGORIES = 20;

/** Trains a new version of what `classify-text` uses. */
export const trainClassifier = defineTask({
  name: 'train-classifier',
  title: 'Train the sorting of messages',
  description:
    'Trains a new version of the model that classify-text uses, from the built-in messages and more of your own, and tells how many held-out messages it gets right. Takes about a second.',
  queue: 'default',
  runsOn: 'thread',
  attempts: 3,
  timeoutMs: 300_000,
  input: z.strictObject({
    seed: z
      .int()
      .min(0)
      .max(4_294_967_295)
      .default(1)
      .meta({ title: 'Seed', description: 'The same seed holds out the same messages' }),
    holdOut: z.number().min(0).max(0.5).default(0.2).meta({
      title: 'Held out',
      description: 'The part of the messages, 0 to 0.5, that the accuracy is measured with',
    }),
    extra: z
      .array(
        z.strictObject({
          text: z.string().min(1).max(5_000),
          category: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'Small letters, digits and - only'),
        }),
      )
      .max(5_000)
      .default([])
      .meta({
        title: 'More messages',
        description: 'Each with its text and its category, which may be a new one; at most 5,000',
      }),
  }),
  result: z.object({
    version: z.int(),
    messages: z.int().meta({ description: 'What this version was made of, all of them' }),
    categories: z.array(z.string()),
    heldOut: z.int(),
    accuracy: z.number().nullable().meta({
      description:
        'The part of the held-out messages that a model of the others got right; null: none held out',
    }),
    confusion: z
      .array(z.object({ actual: z.string(), predicted: z.string(), count: z.int() }))
      .meta({ description: 'Held-out messages by what they are and what they were taken for' }),
  }),
  async run({ seed, holdOut, extra }, ctx) {
    const rows = [...CORPUS, ...extra];
    const categories = [...new Set(rows.map(({ category }) => category))].sort();
    if (categories.length > MAX_CATEGORIES)
      throw new Error(`${categories.length} categories are too many: at most ${MAX_CATEGORIES}`);
    const { heldOut, accuracy, confusion } = evaluate(rows, seed, holdOut);
    ctx.signal.throwIfAborted();
    // Measured with a part, kept with all: what was held out is too good to be thrown away.
    const version = await storeModel(ctx.values, train(rows));
    const share = accuracy === null ? 'not measured' : `${(accuracy * 100).toFixed(1)} %`;
    ctx.log(`Version ${version}: ${rows.length} messages, accuracy ${share} of ${heldOut}`);
    return {
      version,
      messages: rows.length,
      categories,
      heldOut,
      accuracy,
      confusion: [...confusion],
    };
  },
});
