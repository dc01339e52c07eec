import { linear, ticks } from './scale.ts';

export interface HistogramData {
  /** One more than `counts`, ascending. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Of all counted, 0 to 1. */
  readonly share: number;
  /** It is taller than the plot: drawn cut, with its share written beside it. */
  readonly cut: boolean;
}

interface HistogramLayout {
  readonly bars: readonly Bar[];
  readonly x: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly x: number }[];
}

/** A bar this many times as tall as the next is cut, or it would press all others flat (payoffs of 0 do that). */
const CUT_FROM = 2.5;
/** The height of a cut bar against the tallest of the others. */
const CUT_HEIGHT = 1.2;

/** Where everything of a histogram stands in a box of `width` by `height` pixels; bars grow from its lower edge. */
export function layoutHistogram(
  data: HistogramData,
  width: number,
  height: number,
): HistogramLayout {
  const first = data.edges[0] ?? 0;
  const last = data.edges.at(-1) ?? first;
  const x = linear([first, last], [0, width]);
  const total = data.counts.reduce((sum, count) => sum + count, 0);
  const [tallest = 0, next = 0] = data.counts.toSorted((a, b) => b - a);
  const cutting = next > 0 && tallest > next * CUT_FROM;
  const top = cutting ? next * CUT_HEIGHT : tallest;
  const bars = data.counts.map((count, index): Bar => {
    const from = data.edges[index] ?? last;
    const to = data.edges[index + 1] ?? last;
    return {
      x: x(from),
      width: Math.max(1, x(to) - x(from) - 1.5),
      height: top === 0 ? 0 : (Math.min(count, top) / top) * height,
      from,
      to,
      count,
      share: total === 0 ? 0 : count / total,
      cut: cutting && count > top,
    };
  });
  const wanted = Math.max(2, Math.floor(width / 90));
  return { bars, x, ticks: ticks(first, last, wanted).map((value) => ({ value, x: x(value) })) };
}
