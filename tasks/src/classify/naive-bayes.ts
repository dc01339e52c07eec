/** A message whose category is known. */
export interface Row {
  readonly text: string;
  readonly category: string;
}

/** What was counted in the rows; plain data. */
export interface Model {
  /** In alphabetical order; the counts below are in the order of this list. */
  readonly categories: readonly string[];
  /** Messages of each category. */
  readonly messages: readonly number[];
  /** Each word with how often it stands in each category. */
  readonly words: ReadonlyMap<string, readonly number[]>;
}

interface Guess {
  readonly category: string;
  /** 0 to 1; those of all categories are 1 together. */
  readonly probability: number;
}

/** Words that a model keeps: the most frequent. */
const MAX_WORDS = 20_000;

/** Counts the words of each category. A multinomial naive Bayes model is nothing else. */
export function train(rows: readonly Row[]): Model {
  const categories = [...new Set(rows.map(({ category }) => category))].sort();
  const messages = categories.map(() => 0);
  const words = new Map<string, number[]>();
  for (const { text, category } of rows) {
    const index = categories.indexOf(category);
    messages[index] = (messages[index] ?? 0) + 1;
    for (const word of wordsOf(text)) {
      const counts = words.get(word) ?? categories.map(() => 0);
      counts[index] = (counts[index] ?? 0) + 1;
      words.set(word, counts);
    }
  }
  return { categories, messages, words: mostFrequent(words) };
}

/** A classifier of a model: what it needs for each message is worked out once. */
export function makeClassifier({ categories, messages, words }: Model) {
  const rows = sum(messages);
  const priors = messages.map((count) => Math.log(count / rows));
  const totals = categories.map((_, index) =>
    sum([...words.values()].map((counts) => counts[index] ?? 0)),
  );

  /** The categories, the most probable first. */
  return (text: string): Guess[] => {
    const scores = [...priors];
    for (const word of wordsOf(text)) {
      const counts = words.get(word);
      // A word that was never seen says nothing about any category.
      if (counts === undefined) continue;
      for (const [index, total] of totals.entries()) {
        // Laplace: one more of each word, so that what was not seen is improbable and not impossible.
        const share = ((counts[index] ?? 0) + 1) / (total + words.size);
        scores[index] = (scores[index] ?? 0) + Math.log(share);
      }
    }
    // Probabilities from logarithms, the largest taken out first so that none underflows to nothing.
    const top = Math.max(...scores);
    const shares = scores.map((score) => Math.exp(score - top));
    const all = sum(shares);
    return categories
      .map((category, index) => ({ category, probability: (shares[index] ?? 0) / all }))
      .sort((a, b) => b.probability - a.probability);
  };
}

/** Too common in every category to tell them apart. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  'a an and are as at be been but by can could did do does for from had has have i if in is it its just me my no not of on or our so some than that the their them then there they this to too up us was we were what when where which while who why will with would you your'.split(
    ' ',
  ),
);

/** The words of a message in small letters, without numbers, marks, stop words and the commonest endings. */
export function wordsOf(text: string): string[] {
  const found =
    text
      .toLowerCase()
      .normalize('NFKD')
      .match(/\p{L}[\p{L}\p{M}’'-]*/gu) ?? [];
  return found
    .map((word) => word.replaceAll(/[\p{M}’'-]/gu, ''))
    .filter((word) => word.length > 1 && word.length <= 40 && !STOP_WORDS.has(word))
    .map(stem);
}

function stem(word: string): string {
  for (const [ending, shortest] of ENDINGS)
    if (word.length >= shortest && word.endsWith(ending)) return word.slice(0, -ending.length);
  return word;
}

/** Endings with the length of the shortest word that loses them. */
const ENDINGS = [
  ['ments', 8],
  ['ment', 7],
  ['ings', 7],
  ['ing', 6],
  ['ies', 5],
  ['ed', 5],
  ['es', 5],
  ['s', 4],
  ['y', 5],
  ['e', 4],
] as const;

function mostFrequent(words: ReadonlyMap<string, readonly number[]>): Model['words'] {
  if (words.size <= MAX_WORDS) return words;
  return new Map([...words].sort(([, a], [, b]) => sum(b) - sum(a)).slice(0, MAX_WORDS));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
