import { z } from 'zod';
import { CORPUS } from '../classify/corpus.ts';
import { makeClassifier, train } from '../classify/naive-bayes.ts';
import { loadModel } from '../classify/stored-model.ts';
import { defineTask } from '../define-task.ts';
import type { TaskContext } from '../task-context.ts';

/** Categories whose probability is told, the most probable: so that 500 messages fit into a result (MAX_RESULT_BYTES), long names too. */
const TOLD = 5;
/** Messages between two looks at the signal. */
const BLOCK = 20;

/** Sorts messages into categories. */
export const classifyText = defineTask({
  name: 'classify-text',
  title: 'Sort messages into categories',
  description:
    'Tells for each message which category it most probably belongs to, by the newest model that train-classifier has made; without one, by the built-in model for a support desk. 500 messages take less than a second.',
  queue: 'default',
  runsOn: 'thread',
  attempts: 3,
  timeoutMs: 300_000,
  input: z.strictObject({
    messages: z
      .array(z.string().min(1).max(5_000))
      .min(1)
      .max(500)
      .default(['My parcel has not arrived yet.', 'Please send me the invoice for March.'])
      .meta({
        title: 'Messages',
        description: 'One a line; at most 500 of at most 5,000 characters',
      }),
  }),
  result: z.object({
    model: z.object({
      version: z.int().nullable().meta({ description: 'null: the built-in model' }),
      categories: z.array(z.string()),
    }),
    items: z
      .array(
        z.object({
          category: z.string(),
          probabilities: z
            .array(z.object({ category: z.string(), probability: z.number() }))
            .meta({ description: 'The five most probable categories, 0 to 1' }),
        }),
      )
      .meta({ description: 'In the order of the messages' }),
  }),
  async run({ messages }, ctx) {
    const { version, model } = await newestModel(ctx);
    const classify = makeClassifier(model);
    const items: {
      category: string;
      probabilities: { category: string; probability: number }[];
    }[] = [];
    for (const [index, message] of messages.entries()) {
      if (index % BLOCK === 0) ctx.signal.throwIfAborted();
      const guesses = classify(message).slice(0, TOLD);
      items.push({
        category: guesses[0]?.category ?? '',
        probabilities: guesses.map(({ category, probability }) => ({
          category,
          probability: Number(probability.toFixed(4)),
        })),
      });
      ctx.progress({ current: index + 1, total: messages.length });
    }
    return { model: { version, categories: [...model.categories] }, items };
  },
});

async function newestModel({ values, log }: TaskContext) {
  const stored = await loadModel(values);
  if (stored !== null) {
    log(`Uses version ${stored.version} of the model`);
    return stored;
  }
  log(`No model was trained yet: uses the built-in one, made of ${CORPUS.length} messages`);
  return { version: null, model: train(CORPUS) };
}
