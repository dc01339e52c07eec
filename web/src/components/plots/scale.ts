/** A linear map from [d0, d1] to [r0, r1]; a domain without extent maps to r0. */
export function linear(
  domain: readonly [number, number],
  range: readonly [number, number],
): (value: number) => number {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  return (value) => r0 + (value - d0) * slope;
}

/** Round values within [from, to], about `wanted` of them: steps of 1, 2 or 5 times a power of ten. */
export function ticks(from: number, to: number, wanted: number): readonly number[] {
  const extent = to - from;
  if (!(extent > 0) || !Number.isFinite(extent) || wanted < 1) return [];
  const rough = extent / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  // A product of whole numbers, cut to the step's own digits, does not add up rounding errors.
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toFixed(digits)));
}

const SECOND = 1_000;
const TIME_STEPS: readonly number[] = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60 * SECOND),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600 * SECOND),
  ...[1, 2, 7].map((days) => days * 86_400 * SECOND),
];

/** Round times of the local clock within [from, to] (epoch ms), at most `most` of them, and the step between them in ms. */
export function timeTicks(
  from: number,
  to: number,
  most: number,
): { readonly step: number; readonly values: readonly number[] } {
  const extent = Math.max(1, to - from);
  const step = TIME_STEPS.find((size) => extent / size <= most) ?? 7 * 86_400 * SECOND;
  const zone = new Date(from).getTimezoneOffset() * 60 * SECOND;
  const first = Math.ceil((from - zone) / step);
  const count = Math.max(0, Math.floor((to - zone) / step) - first + 1);
  return { step, values: Array.from({ length: count }, (_, i) => (first + i) * step + zone) };
}
