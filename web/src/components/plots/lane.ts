/** A figure of a plot; null: not known. */
export type Value = number | null;

/** One drawn and labelled row of values. */
export interface LaneSeries {
  name: string;
  /** What the label says, at the last or the pointed-at step. */
  values: readonly Value[];
  /** What is drawn: the values, or their sum with those below. */
  drawn: readonly Value[];
  /** Where the label belongs, on the scale of `drawn`: for an area its middle. */
  anchor: Value;
  kind: 'area' | 'line' | 'bars';
  /** Names of tokens. */
  stroke: string;
  fill: string | null;
  dash: readonly number[] | null;
}

/** A plot of its own, on the time axis that all share. */
export interface Lane {
  title: string;
  series: readonly LaneSeries[];
  format: (value: number) => string;
  /** The same for the round values of the axis. */
  formatAxis: (value: number) => string;
  log: boolean;
  /** A scale that is not logarithmic reaches from 0 at least to this value, however low the figures are. */
  least: number;
  /** The steps that such a scale may have; null: any round ones. */
  steps: readonly number[] | null;
}

/** The time axis that lanes share. */
export interface TimeGrid {
  /** The whole range, epoch seconds, samples or not. */
  from: number;
  to: number;
  /** Seconds that each row stands for. */
  step: number;
  /** Of each row, epoch seconds. */
  times: number[];
}

/** Samples come when the sampler gets round to it: only more than this many steps between two are a gap. */
const GAP_STEPS = 1.75;

/** Samples in order of time, with `undefined` for each gap, a step after the sample before it. */
export function rowsWithGaps<P extends { readonly at: string }>({
  points,
  stepMs,
}: {
  readonly points: readonly P[];
  readonly stepMs: number;
}): { at: number; point: P | undefined }[] {
  const samples = points
    .map((point) => ({ at: Date.parse(point.at), point }))
    .sort((a, b) => a.at - b.at);
  return samples.flatMap((sample, i) => {
    const before = samples[i - 1];
    return before !== undefined && sample.at - before.at > GAP_STEPS * stepMs
      ? [{ at: before.at + stepMs, point: undefined }, sample]
      : [sample];
  });
}

/** The last value that is known, or null. */
export function lastKnown(values: readonly Value[]): Value {
  return values.findLast((value) => value !== null) ?? null;
}

/** Moves labels apart that would stand on each other: same order, at least `gap` apart, within `from` and `to` where they fit. */
export function spreadLabels(
  wanted: readonly number[],
  { gap, from, to }: { gap: number; from: number; to: number },
): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let edge = from;
  for (const label of order) {
    label.y = Math.max(label.y, edge);
    edge = label.y + gap;
  }
  let limit = to;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - gap;
  }
  return order.sort((a, b) => a.index - b.index).map(({ y }) => y);
}

/** The plots in words, for those who can't see them. */
export function lanesInWords(lanes: readonly Lane[]): string {
  return lanes
    .map((lane) => {
      const parts = lane.series.map(({ name, values }) => {
        const last = lastKnown(values);
        const known = values.filter((value) => value !== null);
        if (last === null) return `${name}: no figures`;
        return `${name} ${lane.format(last)} now, ${lane.format(Math.max(...known))} at most`;
      });
      return `${lane.title}: ${parts.length === 0 ? 'no queue' : parts.join('; ')}.`;
    })
    .join(' ');
}
