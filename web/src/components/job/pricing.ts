import { isRecord } from '../../is-record.ts';
import type { HistogramData } from '../plots/histogram.ts';

/** What a pricing by simulation answers, as the panel draws it. */
export interface Pricing {
  readonly price: number;
  readonly standardError: number;
  /** The price lies in here with 95 % confidence. */
  readonly band: readonly [number, number];
  /** null when it was not told. */
  readonly pathsPerSecond: number | null;
  readonly histogram: HistogramData;
}

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
const areNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(isNumber);

function bandOf(confidence: unknown, price: number, error: number): readonly [number, number] {
  if (areNumbers(confidence) && confidence.length === 2) {
    const [low = price, high = price] = confidence;
    return [low, high];
  }
  const half = isNumber(confidence) ? confidence : 1.96 * error;
  return [price - half, price + half];
}

/** The pricing in a result; null when it is something else, which is then shown as it is. */
export function readPricing(result: unknown): Pricing | null {
  if (!isRecord(result)) return null;
  const { price, standardError, confidence95, pathsPerSecond, histogram } = result;
  if (!isNumber(price) || !isNumber(standardError) || !isRecord(histogram)) return null;
  const { edges, counts } = histogram;
  if (!areNumbers(edges) || !areNumbers(counts) || edges.length !== counts.length + 1) return null;
  return {
    price,
    standardError,
    band: bandOf(confidence95, price, standardError),
    pathsPerSecond: isNumber(pathsPerSecond) ? pathsPerSecond : null,
    histogram: { edges, counts },
  };
}

/** As many decimals as the error leaves meaning, and one more: 10.4511 with an error of 0.0017. 2 to 8. */
export function priceDecimals(standardError: number): number {
  if (!(standardError > 0)) return 4;
  return Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(standardError))));
}

/** `10.451 ± 0.003`: the price and half of its 95 % band. */
export function priceWords({ price, standardError, band: [low, high] }: Pricing): string {
  const decimals = priceDecimals(standardError);
  return `${price.toFixed(decimals)} ± ${((high - low) / 2).toFixed(decimals)}`;
}
