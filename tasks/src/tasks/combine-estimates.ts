import { z } from 'zod';
import { defineTask } from '../define-task.ts';

const Estimate = z.object({ price: z.number(), standardError: z.number().min(0) });

/** The last step of a flow that simulates in parts: one estimate from those of the parts. */
export const combineEstimates = defineTask({
  name: 'combine-estimates',
  title: 'Combine estimates of a simulation in parts',
  description:
    'Takes the mean of independent estimates of equal weight. Parts that failed (null) are left out and counted.',
  queue: 'default',
  runsOn: 'inline',
  attempts: 3,
  timeoutMs: 10_000,
  input: z.strictObject({
    estimates: z
      .array(Estimate.nullable())
      .max(1_000)
      .default([])
      .meta({ title: 'Estimates', description: 'Results of monte-carlo, or null' }),
  }),
  result: z.object({
    /** null when no part is left. */
    price: z.number().nullable(),
    standardError: z.number().nullable(),
    confidence95: z.tuple([z.number(), z.number()]).nullable(),
    used: z.int(),
    missing: z.int(),
  }),
  run({ estimates }) {
    const known = estimates.filter((estimate) => estimate !== null);
    const used = known.length;
    const missing = estimates.length - used;
    if (used === 0)
      return Promise.resolve({
        price: null,
        standardError: null,
        confidence95: null,
        used,
        missing,
      });
    const price = known.reduce((sum, estimate) => sum + estimate.price, 0) / used;
    // Variances of independent means add; the mean of n has the sum over n squared.
    const variance = known.reduce((sum, { standardError }) => sum + standardError ** 2, 0);
    const standardError = Math.sqrt(variance) / used;
    const half = 1.959964 * standardError;
    const confidence95: [number, number] = [price - half, price + half];
    return Promise.resolve({ price, standardError, confidence95, used, missing });
  },
});
