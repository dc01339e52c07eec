import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineTask } from '../define-task.ts';

/** Simulated work, for trying out queues, retries and workers. */
export const sleep = defineTask({
  name: 'sleep',
  title: 'Wait in steps',
  description:
    'Simulated work for trying things out: waits in equal steps and fails with the given chance.',
  queue: 'default',
  runsOn: 'inline',
  attempts: 3,
  timeoutMs: 3_600_000,
  input: z.strictObject({
    durationMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .default(5_000)
      .meta({ title: 'Duration', description: 'How long it waits in all', unit: 'ms' }),
    steps: z
      .int()
      .min(1)
      .max(1_000)
      .default(10)
      .meta({ title: 'Steps', description: 'Progress is reported after each' }),
    failureRate: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ title: 'Failure rate', description: 'Chance that it fails half-way, 0 to 1' }),
  }),
  result: z.object({ sleptMs: z.number() }),
  async run({ durationMs, steps, failureRate }, ctx) {
    const started = ctx.now();
    const failsAt = ctx.random() < failureRate ? Math.ceil(steps / 2) : null;
    for (let step = 1; step <= steps; step += 1) {
      await wait(durationMs / steps, undefined, { signal: ctx.signal });
      if (step === failsAt)
        throw new Error(
          `Failed on purpose in step ${step} of ${steps} (failureRate ${failureRate})`,
        );
      ctx.progress({ current: step, total: steps });
    }
    return { sleptMs: Math.round(ctx.now() - started) };
  },
});
