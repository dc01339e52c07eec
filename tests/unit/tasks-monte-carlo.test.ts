import { findTask, type Progress } from '@taskdeck/tasks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeContext } from '../support/task-context.ts';

const Result = z.object({
  price: z.number(),
  standardError: z.number(),
  confidence95: z.tuple([z.number(), z.number()]),
  pathsPerSecond: z.number(),
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }),
});

async function price(input: object, ctx = fakeContext()) {
  return Result.parse(await findTask('monte-carlo')?.execute(input, ctx));
}

/** Abramowitz and Stegun 26.2.17: within 7.5e-8 of the normal distribution function. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const poly =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - density * poly : density * poly;
}

function blackScholes(type: 'call' | 'put', maturity: number, strike: number): number {
  const [spot, rate, volatility] = [100, 0.03, 0.2];
  const spread = volatility * Math.sqrt(maturity);
  const d1 = (Math.log(spot / strike) + (rate + volatility ** 2 / 2) * maturity) / spread;
  const sign = type === 'call' ? 1 : -1;
  return (
    sign *
    (spot * normalCdf(sign * d1) -
      strike * Math.exp(-rate * maturity) * normalCdf(sign * (d1 - spread)))
  );
}

describe('monte-carlo', () => {
  it.each([
    ['call', 1, 100, true],
    ['call', 1, 100, false],
    ['put', 1, 110, true],
    ['call', 0.25, 90, true],
    ['put', 5, 100, false],
  ] as const)('prices a European %s of %d years at %d as Black and Scholes do', async (...args) => {
    const [type, maturity, strike, antithetic] = args;
    for (const seed of [1, 2, 3]) {
      const input = { style: 'european', type, maturity, strike, antithetic, seed, paths: 200_000 };
      const result = await price(input);
      const error = Math.abs(result.price - blackScholes(type, maturity, strike));
      expect(error).toBeLessThan(3 * result.standardError);
      expect(result.confidence95[0]).toBeLessThan(result.price);
      expect(result.confidence95[1]).toBeGreaterThan(result.price);
    }
  });

  it('prices an Asian option with one step as a European one, and with many for less', async () => {
    const asian = { style: 'asian', paths: 100_000 };
    const one = await price({ ...asian, steps: 1 });
    expect(Math.abs(one.price - blackScholes('call', 1, 100))).toBeLessThan(3 * one.standardError);
    const many = await price({ ...asian, steps: 50 });
    // The geometric mean has a closed form (Kemna and Vorst 1990), 5.3 here; the arithmetic mean is worth a little more.
    expect(many.price).toBeGreaterThan(5);
    expect(many.price).toBeLessThan(6);
  });

  it('prices an up-and-out option below a European one, and as one when the barrier is far', async () => {
    const barrier = { style: 'barrier', steps: 20, paths: 100_000 };
    const near = await price({ ...barrier, barrier: 120 });
    expect(near.price).toBeLessThan(3);
    const far = await price({ ...barrier, barrier: 1e9 });
    expect(Math.abs(far.price - blackScholes('call', 1, 100))).toBeLessThan(3 * far.standardError);
  });

  it('gives the same result for the same seed and another one for another', async () => {
    const input = { paths: 2_000, steps: 10 };
    const first = await price({ ...input, seed: 7 });
    expect(await price({ ...input, seed: 7 })).toEqual(first);
    expect((await price({ ...input, seed: 8 })).price).not.toBe(first.price);
  });

  it('counts every path in the histogram, and those beyond its pilot in the last bin', async () => {
    const { histogram } = await price({ style: 'european', paths: 100_000 });
    expect(histogram.edges).toHaveLength(histogram.counts.length + 1);
    expect(histogram.counts.reduce((sum, n) => sum + n, 0)).toBe(100_000);
    expect(histogram.edges.toSorted((a, b) => a - b)).toEqual(histogram.edges);
  });

  it('has a smaller error with antithetic paths', async () => {
    const input = { style: 'european', paths: 50_000 };
    const plain = await price({ ...input, antithetic: false });
    const paired = await price({ ...input, antithetic: true });
    expect(paired.standardError).toBeLessThan(plain.standardError);
  });

  it('prices an option that never pays at zero', async () => {
    const result = await price({ style: 'european', strike: 1e6, paths: 100 });
    expect(result).toMatchObject({ price: 0, standardError: 0, confidence95: [0, 0] });
    expect(result.histogram.counts[0]).toBe(100);
  });

  it('reports progress in blocks up to the last path', async () => {
    const seen: Progress[] = [];
    await price({ paths: 100_001, steps: 10 }, fakeContext({ progress: (p) => seen.push(p) }));
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ current: 100_001, total: 100_001 });
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const progress = () => abort.abort(reason);
    await expect(price({}, fakeContext({ signal: abort.signal, progress }))).rejects.toBe(reason);
  });

  it('wants the barrier above the spot, for barrier style only', () => {
    const input = findTask('monte-carlo')?.input;
    expect(input?.safeParse({ style: 'european', barrier: 90 }).success).toBe(true);
    expect(input?.safeParse({ style: 'barrier', barrier: 100 }).error?.issues).toMatchObject([
      { path: ['barrier'], message: 'Must be above the spot, 100: up and out' },
    ]);
  });
});
