import { fieldsOf, humanize, type JsonSchema } from '../schema-form/fields.ts';
import type { BulkFormat } from './format.ts';

/** What a column is taken for. */
export interface ColumnMeaning {
  readonly name: string;
  /** The title of its field; null when it has none. */
  readonly field: string | null;
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

function meaning(name: string, path: readonly string[], schema: JsonSchema | null): ColumnMeaning {
  const [first = '', second = ''] = path;
  if (first === 'options' && second !== '') {
    const known = OPTIONS.some((option) => option === second);
    return known
      ? { name, field: `Option: ${humanize(second)}`, fault: null }
      : { name, field: null, fault: 'No such option' };
  }
  if (schema === null) return { name, field: null, fault: null };
  const field = fieldsOf(schema).find((known) => known.name === first);
  return field
    ? { name, field: field.title, fault: null }
    : { name, field: null, fault: first === '' ? 'It has no name' : 'No such field' };
}

/** Says for each column which field or option it is. `schema`: of the task that CSV submits; null while none is chosen. */
export function meaningsOf(
  columns: readonly string[],
  format: BulkFormat,
  schema: JsonSchema | null,
): readonly ColumnMeaning[] {
  return columns.map((name, index) => {
    // The rows of JSON name their own tasks: the dry run looks at them.
    if (format !== 'csv') return { name, field: null, fault: null };
    if (columns.indexOf(name) !== index) return { name, field: null, fault: 'Named twice' };
    const path = name.split('.');
    const isInput = path[0] === 'input' && path.length > 1;
    return meaning(name, isInput ? path.slice(1) : path, schema);
  });
}
