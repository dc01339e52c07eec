import { findTask, MAX_RESULT_BYTES } from '@taskdeck/tasks';
import { CORPUS } from '@taskdeck/tasks/classify/corpus';
import { evaluate } from '@taskdeck/tasks/classify/evaluate';
import { makeClassifier, train, wordsOf } from '@taskdeck/tasks/classify/naive-bayes';
import { storeModel } from '@taskdeck/tasks/classify/stored-model';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeContext, memoryValues } from '../support/task-context.ts';

const Classified = z.object({
  model: z.object({ version: z.number().nullable(), categories: z.array(z.string()) }),
  items: z.array(
    z.object({
      category: z.string(),
      probabilities: z.array(z.object({ category: z.string(), probability: z.number() })),
    }),
  ),
});
const Trained = z.object({
  version: z.number(),
  messages: z.number(),
  categories: z.array(z.string()),
  heldOut: z.number(),
  accuracy: z.number().nullable(),
  confusion: z.array(z.object({ actual: z.string(), predicted: z.string(), count: z.number() })),
});

const classify = async (messages: readonly string[], ctx = fakeContext()) =>
  Classified.parse(await findTask('classify-text')?.execute({ messages }, ctx));
const trainNew = async (input: object, ctx = fakeContext()) =>
  Trained.parse(await findTask('train-classifier')?.execute(input, ctx));

describe('the corpus', () => {
  it('has messages of five categories, none twice', () => {
    expect(CORPUS.length).toBe(455);
    expect(new Set(CORPUS.map(({ text }) => text)).size).toBe(455);
    const count = (wanted: string) => CORPUS.filter(({ category }) => category === wanted).length;
    expect(['account', 'billing', 'feedback', 'shipping', 'technical'].map(count)).toEqual([
      91, 91, 91, 91, 91,
    ]);
  });
});

describe('the model', () => {
  it('gets nine of ten held-out messages right', () => {
    const accuracies = Array.from({ length: 10 }, (_, index) => {
      const { heldOut, accuracy } = evaluate(CORPUS, index + 1, 0.2);
      expect(heldOut).toBe(91);
      return accuracy ?? 0;
    });
    const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
    expect(mean).toBeGreaterThan(0.88);
    expect(Math.min(...accuracies)).toBeGreaterThan(0.82);
  });

  it('is worth nothing when the categories say nothing', () => {
    // The same messages with categories that have nothing to do with them: chance is one in five.
    const categories = CORPUS.map(({ category }) => category);
    const mixed = CORPUS.map(({ text }, index) => ({
      text,
      category: categories[(index * 187) % 455] ?? '',
    }));
    expect(evaluate(mixed, 1, 0.2).accuracy).toBeLessThan(0.4);
  });

  it('multiplies what each word says, as Bayes does', () => {
    const guess = makeClassifier(
      train([
        { text: 'red red blue', category: 'a' },
        { text: 'blue green', category: 'b' },
        { text: 'green', category: 'b' },
      ]),
    );
    // Worked out by hand: priors 1/3 and 2/3, Laplace over the words red, blu, green.
    const a = (1 / 3) * (3 / 6) * (2 / 6);
    const b = (2 / 3) * (1 / 6) * (2 / 6);
    const [first, second] = guess('Red, blue!');
    expect(first).toEqual({ category: 'a', probability: expect.closeTo(a / (a + b), 12) });
    expect(second?.probability).toBeCloseTo(b / (a + b), 12);
  });

  it('falls back on how frequent the categories are for words that it never saw', () => {
    const guess = makeClassifier(
      train([
        { text: 'x1 red', category: 'a' },
        { text: 'blue', category: 'b' },
        { text: 'blue', category: 'b' },
      ]),
    );
    expect(guess('цвет 123')[0]).toEqual({ category: 'b', probability: expect.closeTo(2 / 3, 12) });
  });

  it('does not underflow on long texts', () => {
    const guess = makeClassifier(train(CORPUS));
    const [first] = guess('invoice payment '.repeat(2_000));
    expect(first).toEqual({ category: 'billing', probability: expect.closeTo(1, 6) });
  });

  it('reads words whatever their case, marks and numbers', () => {
    expect(wordsOf('The INVOICES, 2024: “naïve” it’s')).toEqual(['invoic', 'naiv']);
    expect(wordsOf('constructor __proto__ hasOwnProperty')).toEqual([
      'constructor',
      'proto',
      'hasownpropert',
    ]);
  });
});

describe('classify-text', () => {
  it('uses the built-in model, and says so, while none was trained', async () => {
    const lines: string[] = [];
    const result = await classify(
      [
        'I was charged twice on my credit card, please refund one payment.',
        'The parcel was damaged when the courier delivered it.',
        'I forgot my password and cannot log in.',
        'The app crashes with an error since the update.',
        'Thank you, your team is great!',
      ],
      fakeContext({ log: (message) => void lines.push(message) }),
    );
    expect(result.model.version).toBeNull();
    expect(lines.join()).toContain('built-in');
    expect(result.items.map(({ category }) => category)).toEqual([
      'billing',
      'shipping',
      'account',
      'technical',
      'feedback',
    ]);
    for (const { probabilities } of result.items)
      expect(probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(
        1,
        3,
      );
  });

  it('uses the newest version that was trained', async () => {
    const ctx = fakeContext({ values: memoryValues() });
    expect((await trainNew({}, ctx)).version).toBe(1);
    const texts = ['zebra', 'zebra stripes', 'the zebra runs', 'a zebra in the zoo'];
    const extra = texts.map((text) => ({ text, category: 'animals' }));
    const trained = await trainNew({ extra }, ctx);
    expect(trained).toMatchObject({ version: 2, messages: 459 });
    expect(trained.categories).toContain('animals');
    const { model, items } = await classify(['A zebra with stripes'], ctx);
    expect(model).toMatchObject({ version: 2, categories: trained.categories });
    expect(items[0]?.category).toBe('animals');
  });

  it('says what to do when the stored model is none', async () => {
    const values = memoryValues();
    await values.set('classify-text-model', '{"categories":[]}');
    await expect(classify(['x'], fakeContext({ values }))).rejects.toThrow('train a new one');
  });

  it('fits as many messages as it takes into a result, long names of categories too', async () => {
    const long = (n: number) => `${'category-with-a-long-name-for-its-part-'.slice(0, 38)}-${n}`;
    const rows = CORPUS.map(({ text, category }) => ({
      text,
      category: long(['account', 'billing', 'feedback', 'shipping', 'technical'].indexOf(category)),
    }));
    const { values } = fakeContext();
    await storeModel(values, train(rows));
    const messages = Array.from({ length: 500 }, () => CORPUS[0]?.text ?? '');
    const result = await classify(messages, fakeContext({ values }));
    expect(result.items.length).toBe(500);
    expect(result.items[0]?.category).toHaveLength(40);
    expect(JSON.stringify(result).length).toBeLessThan(MAX_RESULT_BYTES);
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(classify(['x'], fakeContext({ signal: abort.signal }))).rejects.toThrow('enough');
  });
});

describe('train-classifier', () => {
  it('repeats itself with the same seed, and counts every held-out message once', async () => {
    const first = await trainNew({ seed: 7 });
    expect(await trainNew({ seed: 7 })).toEqual(first);
    expect((await trainNew({ seed: 8 })).confusion).not.toEqual(first.confusion);
    const counted = first.confusion.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(first.heldOut);
    const right = first.confusion.filter(({ actual, predicted }) => actual === predicted);
    expect(right.reduce((sum, { count }) => sum + count, 0) / counted).toBe(first.accuracy);
  });

  it('measures nothing when nothing is held out', async () => {
    expect(await trainNew({ holdOut: 0 })).toMatchObject({
      heldOut: 0,
      accuracy: null,
      confusion: [],
    });
  });

  it('takes words that are names of object properties', async () => {
    const ctx = fakeContext();
    const row = { text: '__proto__ constructor toString', category: 'odd' };
    const extra = Array.from({ length: 50 }, () => row);
    await trainNew({ extra, holdOut: 0 }, ctx);
    expect((await classify(['constructor __proto__ tostring'], ctx)).items[0]?.category).toBe(
      'odd',
    );
  });

  it('refuses too many categories', async () => {
    const extra = Array.from({ length: 16 }, (_, index) => ({
      text: 'x y',
      category: `c${index}`,
    }));
    await expect(trainNew({ extra })).rejects.toThrow('at most 20');
  });
});
