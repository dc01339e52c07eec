import { z } from 'zod';
import { MAX_TIMEOUT_MS } from '../queue.ts';

const Name = z
  .string()
  .regex(
    /^[a-z][\w-]{0,49}$/,
    'Begins with a small letter; letters, digits, _ and - only, at most 50',
  );

/** What a parameter has whatever its type. `argument` comes before its value, for example `--size`; without one the value stands alone. */
const common = {
  name: Name,
  title: z.string().max(100).optional(),
  description: z.string().max(500).optional(),
  argument: z.string().min(1).max(200).optional(),
};

/** An argument that the caller sets. One without a default must be given. */
export const Parameter = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('string'),
    ...common,
    default: z.string().optional(),
    maxLength: z.int().min(1).max(10_000).default(200),
    /** A regular expression that the whole value must match. A value that begins with `-` is refused unless this allows it. */
    pattern: z
      .string()
      .refine((text) => compiles(text), 'Must be a regular expression')
      .optional(),
  }),
  z.strictObject({
    type: z.literal('integer'),
    ...common,
    default: z.int().optional(),
    min: z.int().optional(),
    max: z.int().optional(),
  }),
  z.strictObject({
    type: z.literal('number'),
    ...common,
    default: z.number().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.strictObject({
    type: z.literal('enum'),
    ...common,
    default: z.string().optional(),
    values: z.array(z.string().max(200)).min(1).max(100),
  }),
  /** Left out or false: nothing; true: `argument`, which it must have. */
  z.strictObject({ type: z.literal('flag'), ...common, argument: z.string().min(1).max(200) }),
]);
export type Parameter = z.infer<typeof Parameter>;

/** A program that `run-program` may run: what the operator allows, to the last argument. */
export const Program = z
  .strictObject({
    name: Name,
    description: z.string().max(500).optional(),
    /** The absolute path of an executable. It is started as it is: no shell, no search. */
    command: z.string().regex(/^\/[^\0]*$/, 'Must be an absolute path'),
    /** In this order: words that are passed as they stand, and parameters. */
    arguments: z
      .array(z.union([z.string().max(10_000), Parameter]))
      .max(100)
      .default([]),
    /** An attempt that takes longer fails with TIMEOUT; a submission may ask for less. */
    timeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).default(600_000),
    /** After SIGINT the program may take this long to end, then it is killed. */
    graceMs: z.int().min(0).max(60_000).default(10_000),
    /** The whole environment besides PATH, HOME (its working directory) and LANG. */
    environment: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()).default({}),
  })
  .superRefine((program, issues) => {
    const names = parametersOf(program).map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      issues.addIssue({
        code: 'custom',
        path: ['arguments'],
        message: `Two parameters are called ${twice}`,
      });
  });
export type Program = z.infer<typeof Program>;

/** The content of the file that PROGRAMS_FILE names. */
export const Programs = z
  .strictObject({ programs: z.array(Program).max(200) })
  .superRefine(({ programs }, issues) => {
    const names = programs.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      issues.addIssue({
        code: 'custom',
        path: ['programs'],
        message: `Two programs are called ${twice}`,
      });
  });

/** The parameters among the arguments. */
export function parametersOf(program: Pick<Program, 'arguments'>): Parameter[] {
  return program.arguments.filter((argument) => typeof argument !== 'string');
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
