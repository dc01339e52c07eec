import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { z } from 'zod';
import { defineTask } from '../define-task.ts';
import { PayoffHistogram } from '../monte-carlo/payoff-histogram.ts';
import { payoffSampler, type PayoffPair } from '../monte-carlo/payoffs.ts';
import { seededRandom } from '../monte-carlo/seeded-random.ts';

const BINS = 40;
/** Steps of paths between two looks at the signal and two reports: about 20 ms of one core. */
const BLOCK_STEPS = 400_000;

const contract = { group: 'Contract' };
const simulation = { group: 'Simulation' };

const input = z
  .strictObject({
    style: z
      .enum(['european', 'asian', 'barrier'])
      .default('asian')
      .meta({
        title: 'Style',
        description: 'European: pays on the last price. Asian: on the mean. Barrier: up and out',
        ...contract,
      }),
    type: z
      .enum(['call', 'put'])
      .default('call')
      .meta({ title: 'Type', description: 'Call: the right to buy. Put: to sell', ...contract }),
    spot: z
      .number()
      .positive()
      .max(1e9)
      .default(100)
      .meta({ title: 'Spot', description: 'Price of the underlying today', ...contract }),
    strike: z
      .number()
      .positive()
      .max(1e9)
      .default(100)
      .meta({ title: 'Strike', description: 'Price agreed in the contract', ...contract }),
    rate: z
      .number()
      .min(-0.5)
      .max(1)
      .default(0.03)
      .meta({
        title: 'Interest rate',
        description: 'Riskless, continuous; 0.03 is 3 % a year',
        unit: 'per year',
        ...contract,
      }),
    volatility: z
      .number()
      .min(0)
      .max(5)
      .default(0.2)
      .meta({
        title: 'Volatility',
        description: 'Of the logarithm of the price; 0.2 is 20 % a year',
        unit: 'per year',
        ...contract,
      }),
    maturity: z
      .number()
      .positive()
      .max(50)
      .default(1)
      .meta({ title: 'Maturity', description: 'Time until it pays', unit: 'years', ...contract }),
    barrier: z
      .number()
      .positive()
      .max(1e12)
      .default(130)
      .meta({
        title: 'Barrier',
        description: 'Matters for barrier style only: worth nothing once the price reached it',
        ...contract,
      }),
    steps: z
      .int()
      .min(1)
      .max(2_000)
      .default(252)
      .meta({
        title: 'Steps',
        description: 'Prices on a path that the mean and the barrier look at; European needs none',
        ...simulation,
      }),
    paths: z
      .int()
      .min(100)
      .max(10_000_000)
      .default(1_000_000)
      .meta({ title: 'Paths', description: 'An even number if antithetic', ...simulation }),
    seed: z
      .int()
      .min(0)
      .max(4_294_967_295)
      .default(1)
      .meta({
        title: 'Seed',
        description: 'The same seed gives the same price, to the last digit',
        ...simulation,
      }),
    antithetic: z
      .boolean()
      .default(true)
      .meta({
        title: 'Antithetic paths',
        description: 'Pairs each path with its mirror image: a smaller error for the same work',
        ...simulation,
      }),
  })
  .superRefine(({ style, barrier, spot }, issues) => {
    if (style === 'barrier' && barrier <= spot)
      issues.addIssue({
        code: 'custom',
        path: ['barrier'],
        message: `Must be above the spot, ${spot}: up and out`,
      });
  });

/** Prices an option by simulating the underlying. */
export const monteCarlo = defineTask({
  name: 'monte-carlo',
  title: 'Price an option by simulation',
  description:
    'Simulates a price that follows a geometric Brownian motion and averages what a European, Asian or barrier option pays. The default takes about 5 s of one core.',
  queue: 'heavy',
  runsOn: 'thread',
  attempts: 3,
  timeoutMs: 3_600_000,
  input,
  result: z.object({
    price: z.number().meta({ description: 'Mean of the discounted payoffs' }),
    standardError: z.number(),
    confidence95: z
      .tuple([z.number(), z.number()])
      .meta({ description: 'Lower and upper end of the 95 % confidence interval of the price' }),
    pathsPerSecond: z.number(),
    histogram: z
      .object({ edges: z.array(z.number()), counts: z.array(z.int()) })
      .meta({ description: 'Discounted payoffs; the last bin also counts all above it' }),
  }),
  async run(option, ctx) {
    const started = ctx.now();
    const { antithetic, paths, strike, steps } = option;
    const sample = payoffSampler(option, seededRandom(option.seed), antithetic);
    const histogram = new PayoffHistogram(BINS, strike);
    // Paths of a pair depend on each other: the samples whose spread gives the error are the means of the pairs.
    const pathsPerSample = antithetic ? 2 : 1;
    const samples = Math.ceil(paths / pathsPerSample);
    const block = Math.max(1, Math.floor(BLOCK_STEPS / (steps * pathsPerSample)));
    const pair: PayoffPair = [0, 0];
    let mean = 0;
    let squares = 0;
    for (let done = 0; done < samples;) {
      for (const end = Math.min(samples, done + block); done < end;) {
        sample(pair);
        histogram.add(pair[0]);
        if (antithetic) histogram.add(pair[1]);
        done += 1;
        // B. P. Welford, Technometrics 4 (1962), 419-420: stable where the sum of squares is not.
        const payoff = antithetic ? (pair[0] + pair[1]) / 2 : pair[0];
        const delta = payoff - mean;
        mean += delta / done;
        squares += delta * (payoff - mean);
      }
      ctx.progress({ current: Math.min(paths, done * pathsPerSample), total: paths });
      await yieldToEvents();
      ctx.signal.throwIfAborted();
    }
    const standardError = Math.sqrt(squares / (samples - 1) / samples);
    const confidence95: [number, number] = [
      mean - 1.96 * standardError,
      mean + 1.96 * standardError,
    ];
    const simulated = samples * pathsPerSample;
    return {
      price: mean,
      standardError,
      confidence95,
      pathsPerSecond: Math.round(simulated / Math.max(0.001, (ctx.now() - started) / 1_000)),
      histogram: histogram.result(),
    };
  },
});
