/** What a reference stands for could not be found. */
export class MissingReference extends Error {
  override readonly name = 'MissingReference';
}

/** Whether a value is `{"$from": "…"}`, and the reference in it. */
function referenceIn(value: object): string | null {
  const [entry, ...more] = Object.entries(value);
  return entry?.[0] === '$from' && more.length === 0 && typeof entry[1] === 'string'
    ? entry[1]
    : null;
}

/** All references anywhere in an input. */
export function referencesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const reference = referenceIn(value);
  if (reference !== null) return [reference];
  return Object.values(value).flatMap(referencesOf);
}

/**
 * What `path` (`split.parts.0.id`) names among the known values. Own properties only.
 * @throws MissingReference that names the part that is missing
 */
export function lookUp(path: string, known: Readonly<Record<string, unknown>>): unknown {
  let value: unknown = known;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      throw new MissingReference(`There is no "${part}" in ${path}`);
    value = new Map(Object.entries(value)).get(part);
  }
  return value;
}

/** The input with all references replaced by what they stand for. */
export function resolve(value: unknown, known: Readonly<Record<string, unknown>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => resolve(item, known));
  const reference = referenceIn(value);
  if (reference !== null) return lookUp(reference, known);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolve(item, known)]),
  );
}
