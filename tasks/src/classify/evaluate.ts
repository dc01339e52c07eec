import { seededRandom } from '../monte-carlo/seeded-random.ts';
import { makeClassifier, type Row, train } from './naive-bayes.ts';

export interface Evaluation {
  /** Rows that were kept back from training. */
  readonly heldOut: number;
  /** The part of them, 0 to 1, that a model of the others got right; null when none were held out. */
  readonly accuracy: number | null;
  /** How often each actual category was taken for which; pairs that did not occur are left out. */
  readonly confusion: readonly { actual: string; predicted: string; count: number }[];
}

/** Trains on a part of the rows and tries the model on the rest. The same seed makes the same parts. */
export function evaluate(rows: readonly Row[], seed: number, holdOut: number): Evaluation {
  const shuffled = shuffle(rows, seed);
  const heldOut = shuffled.slice(0, Math.round(rows.length * holdOut));
  const classify = makeClassifier(train(shuffled.slice(heldOut.length)));
  const counts = new Map<string, { actual: string; predicted: string; count: number }>();
  let right = 0;
  for (const { text, category: actual } of heldOut) {
    const predicted = classify(text)[0]?.category ?? '';
    if (predicted === actual) right += 1;
    const pair = JSON.stringify([actual, predicted]);
    const count = (counts.get(pair)?.count ?? 0) + 1;
    counts.set(pair, { actual, predicted, count });
  }
  return {
    heldOut: heldOut.length,
    accuracy: heldOut.length === 0 ? null : right / heldOut.length,
    confusion: [...counts.values()].sort((a, b) => b.count - a.count),
  };
}

/** Fisher and Yates, by the product's own generator: the same on every machine. */
function shuffle(rows: readonly Row[], seed: number): Row[] {
  const random = seededRandom(seed);
  const shuffled: Row[] = [];
  for (const row of rows) {
    const at = Math.floor(((random.symmetric() + 1) / 2) * (shuffled.length + 1));
    const there = shuffled[at];
    if (there === undefined) shuffled.push(row);
    else {
      shuffled.push(there);
      shuffled[at] = row;
    }
  }
  return shuffled;
}
