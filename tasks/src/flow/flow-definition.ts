import { z } from 'zod';
import { Backoff, MAX_ATTEMPTS, MAX_TIMEOUT_MS, Priority } from '../queue.ts';
import { referencesOf } from './reference.ts';

/** Jobs that one step may fan out to. */
export const MAX_FAN_OUT = 1_000;

const StepKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'Lower-case letters, digits and -, at most 40')
  .refine(
    (key) => key !== 'item' && key !== 'index',
    'item and index stand for the list of "each"',
  );

/** One step: one job, or with `each` one job for every item of a list. */
export const FlowStep = z.strictObject({
  key: StepKey.meta({ title: 'Key', description: 'What other steps call it' }),
  task: z
    .string()
    .min(1)
    .max(100)
    .meta({ title: 'Task', description: 'Name of a task of the catalogue' }),
  input: z.record(z.string(), z.unknown()).default({}).meta({
    title: 'Input',
    description:
      'Input of the task. {"$from": "split.parts"} anywhere in it stands for that part of the result of step split; "item" and "index" for those of each',
  }),
  each: z
    .string()
    .max(200)
    .optional()
    .meta({
      title: 'Each',
      description: `Reference to a list, for example split.parts: one job for each of its items, at most ${MAX_FAN_OUT}`,
    }),
  after: z.array(StepKey).max(50).optional().meta({
    title: 'After',
    description:
      'Keys of the steps it waits for; left out: the one before it. []: it starts at once',
  }),
  priority: Priority.optional(),
  attempts: z.int().min(1).max(MAX_ATTEMPTS).optional(),
  backoff: Backoff.optional(),
  timeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).optional(),
});
export type FlowStep = z.infer<typeof FlowStep>;

const OnFailure = z.enum(['stop', 'continue']);

/** What the form starts with: a simulation in parts. */
const EXAMPLE: z.output<typeof FlowStep>[] = [
  { key: 'split', task: 'draw-seeds', input: { seed: 1, count: 8 } },
  {
    key: 'work',
    task: 'monte-carlo',
    each: 'split.seeds',
    input: { seed: { $from: 'item' }, paths: 20_000 },
  },
  { key: 'combine', task: 'combine-estimates', input: { estimates: { $from: 'work' } } },
];

/** A flow: steps that follow each other, fan out and come together. */
export const FlowDefinition = z
  .strictObject({
    steps: z.array(FlowStep).min(1).max(50).default(EXAMPLE).meta({
      title: 'Steps',
      description:
        'At most 50; each is a task with its input, and starts when those it names have ended',
    }),
    onFailure: OnFailure.default('stop').meta({
      title: 'When a job fails or is cancelled',
      description:
        'stop: those that wait are cancelled and the flow fails. continue: the others go on, and its result counts as null',
    }),
  })
  .superRefine(({ steps }, check) => {
    const fault = (step: number, field: string, message: string) =>
      check.addIssue({ code: 'custom', path: ['steps', step, field], message });
    // By key: the steps that have ended when it starts.
    const earlier = new Map<string, ReadonlySet<string>>();
    for (const [i, step] of steps.entries()) {
      if (earlier.has(step.key)) fault(i, 'key', `Another step is called ${step.key} too`);
      for (const key of step.after ?? [])
        if (!earlier.has(key)) fault(i, 'after', `No step before this one is called ${key}`);
      const ended = new Set(afterOf(steps, i).flatMap((key) => [key, ...(earlier.get(key) ?? [])]));
      const inputRefs = referencesOf(step.input);
      for (const [field, refs] of [
        ['input', inputRefs],
        ['each', step.each === undefined ? [] : [step.each]],
      ] as const)
        for (const reference of refs) {
          const [head = ''] = reference.split('.');
          const isItem = head === 'item' || head === 'index';
          if (isItem && field === 'input' && step.each !== undefined) continue;
          if (isItem) fault(i, field, `${head} is known only in the input of a step with each`);
          else if (!ended.has(head)) fault(i, field, `It does not wait for a step called ${head}`);
        }
      earlier.set(step.key, ended);
    }
  });
export type FlowDefinition = z.infer<typeof FlowDefinition>;

/** Keys of the steps that a step waits for directly. */
export function afterOf(steps: readonly FlowStep[], index: number): readonly string[] {
  const step = steps[index];
  const before = steps[index - 1];
  return step?.after ?? (before === undefined ? [] : [before.key]);
}

/** The steps in the order of their start: those of one level run side by side, and a level starts when the one before has ended. */
export function levelsOf(steps: readonly FlowStep[]): FlowStep[][] {
  const levelOf = new Map<string, number>();
  const levels: FlowStep[][] = [];
  for (const [i, step] of steps.entries()) {
    const level = Math.max(-1, ...afterOf(steps, i).map((key) => levelOf.get(key) ?? -1)) + 1;
    levelOf.set(step.key, level);
    (levels[level] ??= []).push(step);
  }
  return levels;
}
