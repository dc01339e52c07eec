import { z } from 'zod';

export type Env = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as unset: `NAME=` in a .env file means "the default". */
export const unsetWhenEmpty = (value: unknown): unknown => (value === '' ? undefined : value);

export const integer = (min: number, max: number, fallback: number) =>
  z.preprocess(
    unsetWhenEmpty,
    z.coerce
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(min, `must be at least ${min}`)
      .max(max, `must be at most ${max}`)
      .default(fallback),
  );

export const optional = z.preprocess(unsetWhenEmpty, z.string().optional());

/** What reading settings needs: the environment, a way to read the files that it names, and where to say what is wrong. */
export interface Reading {
  readonly env: Env;
  readonly readFile: (path: string) => string;
  readonly faults: string[];
}

/** The value of `name`, or the content of the file that `${name}_FILE` names; undefined without either. */
export function secret(reading: Reading, name: string): string | undefined {
  const { env, faults } = reading;
  const path = env[`${name}_FILE`];
  if (!path) return env[name] || undefined;
  if (env[name]) faults.push(`${name} and ${name}_FILE are both set: keep one`);
  return readSettingFile(reading, `${name}_FILE`, path)?.trim() || undefined;
}

/** The text of a file that the setting `name` names; undefined, and a fault, when it can't be read. */
export function readSettingFile(
  { readFile, faults }: Reading,
  name: string,
  path: string,
): string | undefined {
  try {
    return readFile(path);
  } catch (error) {
    faults.push(`${name} can't be read: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
