import type { z } from 'zod';
import { AppError, type FieldErrors } from './errors.ts';

/** The errors of a zod parse by field path, `prefix` in front. A key that is not known is the error of its own path. */
export function fieldErrors(error: z.ZodError, prefix: readonly string[] = []): FieldErrors {
  // A map, because fields may be called like properties that every object has.
  const fields = new Map<string, string[]>();
  const add = (path: readonly PropertyKey[], message: string) => {
    const field = [...prefix, ...path.map(String)].join('.');
    fields.set(field, [...(fields.get(field) ?? []), message]);
  };
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') add(issue.path, issue.message);
    else for (const key of issue.keys) add([...issue.path, key], 'Not a known field');
  }
  return Object.fromEntries(fields);
}

/** The AppError of a parse that failed at the door: what is not valid, by field. */
export function invalid(error: z.ZodError): AppError {
  const fields = fieldErrors(error);
  const named = Object.keys(fields).filter((field) => field !== '');
  const message = `Not valid: ${named.join(', ') || 'the body as a whole'}.`;
  return new AppError('INPUT_INVALID', message, { cause: error, fields });
}
