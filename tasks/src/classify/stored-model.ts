import { z } from 'zod';
import type { TaskValues } from '../task-context.ts';
import type { Model } from './naive-bayes.ts';

/** The name of the value in which trained models are kept. */
const NAME = 'classify-text-model';

/** Words as pairs, not as the properties of an object: they are whatever people write. */
const Stored = z.object({
  categories: z.array(z.string()).min(1),
  messages: z.array(z.int().positive()),
  words: z.array(z.tuple([z.string(), z.array(z.int().min(0))])),
});

/** Keeps a model as the newest version and answers its number. */
export async function storeModel(values: TaskValues, model: Model): Promise<number> {
  const { categories, messages, words } = model;
  return values.set(NAME, JSON.stringify({ categories, messages, words: [...words] }));
}

/** The newest version; null when none was ever trained. Throws when it is not a model of ours. */
export async function loadModel(
  values: TaskValues,
): Promise<{ readonly version: number; readonly model: Model } | null> {
  const value = await values.get(NAME);
  if (value === null) return null;
  const parsed = Stored.safeParse(parseJson(value.text));
  if (!parsed.success)
    throw new Error(`Version ${value.version} of the model can't be read: train a new one`);
  const { categories, messages, words } = parsed.data;
  return { version: value.version, model: { categories, messages, words: new Map(words) } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
