import { z } from 'zod';
import { defineTask } from '../define-task.ts';
import { seededRandom } from '../monte-carlo/seeded-random.ts';

/** The first step of a flow that simulates in parts: a seed for each part. */
export const drawSeeds = defineTask({
  name: 'draw-seeds',
  title: 'Draw seeds for a simulation in parts',
  description: 'Answers as many seeds as asked for, the same ones for the same first seed.',
  queue: 'default',
  runsOn: 'inline',
  attempts: 3,
  timeoutMs: 10_000,
  input: z.strictObject({
    seed: z.int().min(0).max(4_294_967_295).default(1).meta({
      title: 'Seed',
      description: 'The seeds follow from it',
    }),
    count: z.int().min(1).max(1_000).default(8).meta({
      title: 'Parts',
      description: 'How many seeds, one for each part',
    }),
  }),
  result: z.object({ seeds: z.array(z.int()) }),
  run({ seed, count }) {
    const { symmetric } = seededRandom(seed);
    const seeds = Array.from({ length: count }, () =>
      Math.floor(((symmetric() + 1) / 2) * 2 ** 32),
    );
    return Promise.resolve({ seeds });
  },
});
