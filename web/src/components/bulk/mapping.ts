import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { fieldsOf, humanize, type JsonSchema } from '../schema-form/fields.ts';
import { isSecret, secretNames } from '../schema-form/secrets.ts';
import type { BulkFormat } from './format.ts';

/** What a column is taken for. */
export interface ColumnMeaning {
  readonly name: string;
  /** The title of its field; null when it has none. */
  readonly field: string | null;
  /** Whether its cells are not shown. */
  readonly isSecret: boolean;
  /** Why no row can be taken with this column; null: it can. */
  readonly fault: string | null;
}

/** Names of the server's options (`tests/unit/web-bulk.test.ts` compares). */
export const OPTIONS = [
  'priority',
  'delayMs',
  'runAt',
  'attempts',
  'backoff',
  'timeoutMs',
  'softTimeoutMs',
  'tags',
  'idempotencyKey',
] as const satisfies readonly string[];

const column = (name: string, of: Partial<ColumnMeaning> = {}): ColumnMeaning => ({
  name,
  field: null,
  isSecret: false,
  fault: null,
  ...of,
});

function meaning(name: string, path: readonly string[], schema: JsonSchema | null): ColumnMeaning {
  const [first = '', second = ''] = path;
  if (first === 'options' && second !== '') {
    const known = OPTIONS.some((option) => option === second);
    return column(
      name,
      known ? { field: `Option: ${humanize(second)}` } : { fault: 'No such option' },
    );
  }
  if (schema === null) return column(name);
  const field = fieldsOf(schema).find((known) => known.name === first);
  return field
    ? column(name, { field: field.title, isSecret: isSecret(field) })
    : column(name, { fault: first === '' ? 'It has no name' : 'No such field' });
}

/**
 * Says for each column which field or option it is. What is a secret in any task is hidden where it is not known which task a row is for.
 * @param task that CSV submits; null while none is chosen
 */
export function meaningsOf(
  columns: readonly string[],
  format: BulkFormat,
  task: CatalogTask | null,
  tasks: readonly CatalogTask[],
): readonly ColumnMeaning[] {
  const secrets = new Set(tasks.flatMap(({ inputSchema }) => [...secretNames(inputSchema)]));
  return columns.map((name, index) => {
    const path = name.split('.');
    const isInput = path[0] === 'input' && path.length > 1;
    const inner = isInput ? path.slice(1) : path;
    const mayBeSecret = { isSecret: secrets.has(inner[0] ?? '') };
    // The rows of JSON name their own tasks: the dry run looks at them.
    if (format !== 'csv') return column(name, isInput ? mayBeSecret : {});
    if (columns.indexOf(name) !== index)
      return column(name, { ...mayBeSecret, fault: 'Named twice' });
    if (task === null) return { ...meaning(name, inner, null), ...mayBeSecret };
    return meaning(name, inner, task.inputSchema);
  });
}
