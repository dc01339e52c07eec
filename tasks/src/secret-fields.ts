import { z } from 'zod';
import type { TaskDefinition } from './define-task.ts';

/** What is shown instead of a secret. As a value it is refused: whoever copies an input has to fill in its secrets anew. */
export const SECRET_MASK = '(secret)';

const Marked = z.object({
  properties: z.record(
    z.string(),
    z.object({ secret: z.literal(true).optional().catch(undefined) }),
  ),
});

const known = new WeakMap<TaskDefinition, readonly string[]>();

/** Names of the fields of a task's input that are marked `secret` (`.meta({ secret: true })`): texts of the uppermost level. */
export function secretFieldsOf(task: TaskDefinition): readonly string[] {
  const before = known.get(task);
  if (before !== undefined) return before;
  const schema = z.toJSONSchema(task.input, { io: 'input', unrepresentable: 'any' });
  const marked = Marked.safeParse(schema);
  const fields = marked.success
    ? Object.entries(marked.data.properties).flatMap(([name, { secret }]) => (secret ? [name] : []))
    : [];
  known.set(task, fields);
  return fields;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The secrets that an input has, by field. */
export function secretValues(task: TaskDefinition, input: unknown): Record<string, unknown> {
  const fields = secretFieldsOf(task);
  if (fields.length === 0 || !isRecord(input)) return {};
  const given = fields.filter((field) => Object.hasOwn(input, field) && input[field] !== undefined);
  return Object.fromEntries(given.map((field) => [field, input[field]]));
}

/** The input with each of its secrets replaced; the very same where it has none. */
export function replaceSecrets(
  task: TaskDefinition,
  input: unknown,
  replace: (value: unknown, field: string) => unknown,
): unknown {
  const secrets = Object.entries(secretValues(task, input));
  if (secrets.length === 0 || !isRecord(input)) return input;
  const replaced = secrets.map(([field, value]) => [field, replace(value, field)]);
  return { ...input, ...Object.fromEntries(replaced) };
}

/** The input as anybody may see it. */
export const maskSecrets = (task: TaskDefinition | undefined, input: unknown): unknown =>
  task === undefined ? input : replaceSecrets(task, input, () => SECRET_MASK);
