import type { SeededRandom } from './seeded-random.ts';

/** An option on one underlying that follows a geometric Brownian motion. Years, and fractions a year. */
export interface Option {
  readonly style: 'european' | 'asian' | 'barrier';
  readonly type: 'call' | 'put';
  readonly spot: number;
  readonly strike: number;
  readonly rate: number;
  readonly volatility: number;
  readonly maturity: number;
  readonly barrier: number;
  readonly steps: number;
}

/** The discounted payoffs of a path and of its mirror image (the same normals with the other sign). */
export type PayoffPair = [path: number, mirror: number];

/**
 * A function that draws the next path and writes its payoff, and with `mirrored` that of its mirror, into `pair`. It works on the
 * logarithm of the price; the walk is exact at its steps, so a European option, which looks at the end only, takes one.
 */
export function payoffSampler(
  option: Option,
  random: SeededRandom,
  mirrored: boolean,
): (pair: PayoffPair) => void {
  const { style, rate, volatility, maturity } = option;
  const steps = style === 'european' ? 1 : option.steps;
  const walk: Walk = {
    start: Math.log(option.spot),
    steps,
    drift: ((rate - volatility ** 2 / 2) * maturity) / steps,
    diffusion: volatility * Math.sqrt(maturity / steps),
    payoff: discountedPayoff(option),
    random,
    mirrored,
  };
  if (style === 'asian') return asian(walk);
  return barrier(walk, style === 'barrier' ? Math.log(option.barrier) : Number.POSITIVE_INFINITY);
}

interface Walk {
  readonly start: number;
  readonly steps: number;
  readonly drift: number;
  readonly diffusion: number;
  readonly payoff: (price: number) => number;
  readonly random: SeededRandom;
  readonly mirrored: boolean;
}

function discountedPayoff({ type, strike, rate, maturity }: Option): (price: number) => number {
  const discount = Math.exp(-rate * maturity);
  return type === 'call'
    ? (price) => (price > strike ? (price - strike) * discount : 0)
    : (price) => (price < strike ? (strike - price) * discount : 0);
}

/** Pays on the arithmetic mean of the prices at the steps, the start not counted. */
function asian({ start, steps, drift, diffusion, payoff, random, mirrored }: Walk) {
  return (pair: PayoffPair): void => {
    let x = start;
    let mirror = start;
    let sum = 0;
    let mirrorSum = 0;
    for (let step = 0; step < steps; step += 1) {
      const shock = diffusion * random.normal();
      x += drift + shock;
      sum += Math.exp(x);
      if (mirrored) {
        mirror += drift - shock;
        mirrorSum += Math.exp(mirror);
      }
    }
    pair[0] = payoff(sum / steps);
    pair[1] = mirrored ? payoff(mirrorSum / steps) : 0;
  };
}

/** Pays on the last price, and nothing once a price at a step was at or above the barrier (up and out). */
function barrier(
  { start, steps, drift, diffusion, payoff, random, mirrored }: Walk,
  barrier: number,
) {
  return (pair: PayoffPair): void => {
    let x = start;
    let mirror = start;
    let alive = true;
    let mirrorAlive = mirrored;
    for (let step = 0; step < steps && (alive || mirrorAlive); step += 1) {
      const shock = diffusion * random.normal();
      x += drift + shock;
      mirror += drift - shock;
      if (x >= barrier) alive = false;
      if (mirror >= barrier) mirrorAlive = false;
    }
    pair[0] = alive ? payoff(Math.exp(x)) : 0;
    pair[1] = mirrorAlive ? payoff(Math.exp(mirror)) : 0;
  };
}
