import { z } from 'zod';
import { AppError, type FieldErrors } from '../errors.ts';
import { SubmitOptions } from '../schemas/job.ts';

const Schema = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof Schema>;
const Schemas = z.array(Schema);

type Convert = (cell: string) => unknown;

/** A column, or columns whose names have a part in common: `a.b` and `a.c`. */
type Column = { readonly index: number; readonly convert: Convert } | Columns;
type Columns = Map<string, Column>;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['yes', true],
  ['no', false],
  ['1', true],
  ['0', false],
]);
/** Columns of one file. */
const MAX_COLUMNS = 500;
/** Between the items of a list in one cell. */
const LIST_SEPARATOR = '|';

const toNumber: Convert = (cell) => (NUMBER.test(cell.trim()) ? Number(cell) : cell);

const toJson: Convert = (cell) => {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
};

function toList(items: unknown): Convert {
  const item = converterOf(items);
  return (cell) =>
    cell.trimStart().startsWith('[')
      ? toJson(cell)
      : cell.split(LIST_SEPARATOR).map((part) => item(part.trim()));
}

/** The first of the alternatives that makes something of the cell. */
function toAny(alternatives: readonly Schema[]): Convert {
  const converters = alternatives.map(converterOf);
  return (cell) => {
    for (const convert of converters) {
      const value = convert(cell);
      if (value !== cell) return value;
    }
    return cell;
  };
}

/** How a cell becomes a value of a field. A cell that can't stays text: the field's own check says what is wrong with it. */
function converterOf(raw: unknown): Convert {
  const schema: Schema = Schema.safeParse(raw).data ?? {};
  const { type } = schema;
  const choices = z.array(z.unknown()).safeParse(schema['enum']).data;
  if (choices !== undefined)
    return (cell) => choices.find((choice) => String(choice) === cell.trim()) ?? cell;
  const alternatives = Schemas.safeParse(schema['anyOf'] ?? schema['oneOf']).data;
  if (alternatives !== undefined) return toAny(alternatives);
  if (type === 'number' || type === 'integer') return toNumber;
  if (type === 'boolean') return (cell) => BOOLEANS.get(cell.trim().toLowerCase()) ?? cell;
  if (type === 'array') return toList(schema['items']);
  if (type === 'object') return toJson;
  if (type === 'null') return (cell) => (cell.trim() === 'null' ? null : cell);
  return (cell) => cell;
}

/** The schema of a property; undefined if objects of this schema can't have it. */
function propertyOf(schema: Schema, name: string): Schema | undefined {
  const properties = Schema.safeParse(schema['properties']).data ?? {};
  if (Object.hasOwn(properties, name)) return Schema.safeParse(properties[name]).data ?? {};
  const rest = schema['additionalProperties'];
  if (rest === false) return undefined;
  return Schema.safeParse(rest).data ?? {};
}

/** Puts a column where its path says. Answers what is wrong with it, or null. */
function place(columns: Columns, path: readonly string[], schema: Schema, index: number) {
  let node = columns;
  let at: Schema = schema;
  for (const [depth, name] of path.entries()) {
    const property = name === '' ? undefined : propertyOf(at, name);
    if (property === undefined) return 'Not a known field';
    at = property;
    const there = node.get(name);
    if (depth === path.length - 1) {
      if (there !== undefined) return 'Named twice';
      node.set(name, { index, convert: converterOf(at) });
    } else {
      if (there !== undefined && !(there instanceof Map)) return 'Named twice';
      const below: Columns = there ?? new Map();
      node.set(name, below);
      node = below;
    }
  }
  return null;
}

/** The object of a row; undefined when none of its cells is filled. */
function objectOf(columns: Columns, cells: readonly string[]): object | undefined {
  const entries: [string, unknown][] = [];
  for (const [name, column] of columns) {
    const cell = column instanceof Map ? '' : (cells[column.index] ?? '');
    const value =
      column instanceof Map
        ? objectOf(column, cells)
        : cell === ''
          ? undefined
          : column.convert(cell);
    if (value !== undefined) entries.push([name, value]);
  }
  // Made by definition, not by assignment: `__proto__` is a name like any other.
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * Reads a header and answers what makes a submission of the task out of the cells of a row. A column names an input field (`steps`, also
 * `input.steps`; `limits.low` for a field of a field) or an option (`options.priority`). An empty cell is left out, a list is
 * `a|b|c` or JSON. Errors: INPUT_INVALID, with the columns as fields.
 */
export function submissionsOf(
  task: string,
  inputSchema: Record<string, unknown>,
  header: readonly string[],
): (cells: readonly string[]) => unknown {
  const input: Columns = new Map();
  const options: Columns = new Map();
  const optionsSchema = z.toJSONSchema(SubmitOptions, { io: 'input' });
  const fields = new Map<string, string[]>();
  if (header.length > MAX_COLUMNS)
    throw new AppError('INPUT_INVALID', `The header has more than ${MAX_COLUMNS} columns.`);
  for (const [index, cell] of header.entries()) {
    const name = cell.trim();
    const [first = '', ...rest] = name.split('.');
    const isOption = first === 'options' && rest.length > 0;
    const path = isOption || (first === 'input' && rest.length > 0) ? rest : [first, ...rest];
    const columns = isOption ? options : input;
    const fault = place(columns, path, isOption ? { ...optionsSchema } : inputSchema, index);
    const label = name === '' ? `column ${index + 1}` : name;
    if (fault !== null) fields.set(label, [name === '' ? 'It has no name' : fault]);
  }
  if (fields.size > 0) {
    const details: FieldErrors = Object.fromEntries(fields);
    const message = `The header does not fit ${task}: ${[...fields.keys()].join(', ')}. Its columns must be fields of the task's input, or options as options.priority.`;
    throw new AppError('INPUT_INVALID', message, { fields: details });
  }
  return (cells) => {
    const given = objectOf(options, cells);
    return { task, input: objectOf(input, cells) ?? {}, ...(given && { options: given }) };
  };
}
