import type { z } from 'zod';
import type { FieldErrors } from './errors.ts';

/** The errors of a zod parse by field path, `prefix` in front. A key that is not known is the error of its own path. */
export function fieldErrors(error: z.ZodError, prefix: readonly string[] = []): FieldErrors {
  const fields: FieldErrors = {};
  const add = (path: readonly PropertyKey[], message: string) => {
    const field = [...prefix, ...path.map(String)].join('.');
    (fields[field] ??= []).push(message);
  };
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') add(issue.path, issue.message);
    else for (const key of issue.keys) add([...issue.path, key], 'Not a known field');
  }
  return fields;
}
