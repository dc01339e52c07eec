import { isRecord } from '../../is-record.ts';

/** A JSON Schema object as the catalogue sends it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One choice of a field: what is shown and what is sent. */
export interface Choice {
  readonly label: string;
  readonly value: unknown;
}

/** Bounds of a number; null where there is none. */
export interface Bounds {
  readonly min: number | null;
  readonly max: number | null;
  readonly aboveMin: boolean;
  readonly belowMax: boolean;
}

/** The kind of input a field is typed into. */
export type Control =
  | { readonly kind: 'text'; readonly long: boolean }
  | { readonly kind: 'number'; readonly integer: boolean; readonly bounds: Bounds }
  /** Whole milliseconds, typed as `90 s` or `1 h 30 m`. */
  | { readonly kind: 'duration'; readonly bounds: Bounds }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  /** A point in time, typed in the reader's time zone and sent as ISO 8601 in UTC. */
  | { readonly kind: 'instant' }
  /** Words on one line, with spaces or commas between. */
  | { readonly kind: 'words' }
  /** One item a line. */
  | { readonly kind: 'list'; readonly item: 'text' | 'number' }
  /** One line that is hidden as it is typed: what the schema marks `secret`. It starts empty, also in a copy. */
  | { readonly kind: 'secret' }
  /** Everything that has no control of its own is typed as JSON. */
  | { readonly kind: 'json' };

/** What a form needs to know of one property of a schema. */
export interface Field {
  /** The property's name; the empty string stands for the whole input, when it is not an object. */
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly group: string | null;
  /** For people: `ms`, `years`. null when the schema names none. */
  readonly unit: string | null;
  /** Must be sent: the schema requires it and has no default for it. */
  readonly required: boolean;
  /** An empty control sends null instead of leaving the property out. */
  readonly nullable: boolean;
  /** undefined: the schema has none. */
  readonly default: unknown;
  readonly control: Control;
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** `failureRate` as people write it: `Failure rate`. */
export function humanize(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The bounds that somebody chose: the range of exact integers, which zod adds to every integer, is not one. */
function boundsOf(schema: JsonSchema): Bounds {
  const above = number(schema['exclusiveMinimum']);
  const below = number(schema['exclusiveMaximum']);
  const least = number(schema['minimum']);
  const most = number(schema['maximum']);
  const chosen = (bound: number | null): number | null =>
    bound === null || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound;
  return {
    min: chosen(above ?? least),
    max: chosen(below ?? most),
    aboveMin: above !== null,
    belowMax: below !== null,
  };
}

const choice = (value: unknown): Choice => ({
  label: typeof value === 'string' ? humanize(value) : JSON.stringify(value),
  value,
});

function choicesOf(schema: JsonSchema): readonly Choice[] | null {
  const values = schema['enum'];
  if (Array.isArray(values) && values.length > 0) return values.map(choice);
  const parts = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(parts) || parts.length === 0) return null;
  const constants = parts.filter((part) => isRecord(part) && 'const' in part);
  return constants.length === parts.length ? constants.map((part) => choice(part.const)) : null;
}

/** Texts longer than this get an area instead of a line. */
const LONG_TEXT = 500;

function controlOf(schema: JsonSchema): Control {
  if (schema['secret'] === true) return { kind: 'secret' };
  const choices = choicesOf(schema);
  if (choices) return { kind: 'choice', choices };
  switch (schema['type']) {
    case 'string':
      if (schema['format'] === 'date-time') return { kind: 'instant' };
      // An address is long, and yet one line.
      return {
        kind: 'text',
        long: schema['format'] !== 'uri' && (number(schema['maxLength']) ?? 0) > LONG_TEXT,
      };
    case 'integer':
      if (schema['format'] === 'duration-ms') return { kind: 'duration', bounds: boundsOf(schema) };
      return { kind: 'number', integer: true, bounds: boundsOf(schema) };
    case 'number':
      return { kind: 'number', integer: false, bounds: boundsOf(schema) };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array': {
      const items = schema['items'];
      if (schema['format'] === 'words') return { kind: 'words' };
      const type = isRecord(items) && choicesOf(items) === null ? items['type'] : null;
      if (type === 'string') return { kind: 'list', item: 'text' };
      if (type === 'number' || type === 'integer') return { kind: 'list', item: 'number' };
      return { kind: 'json' };
    }
    default:
      return { kind: 'json' };
  }
}

/** `X | null` in either of the two ways JSON Schema writes it, as X; the schema itself when it is not that. */
function withoutNull(schema: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  const { type, anyOf } = schema;
  if (Array.isArray(type) && type.length === 2 && type.includes('null'))
    return { schema: { ...schema, type: type.find((t) => t !== 'null') }, nullable: true };
  if (Array.isArray(anyOf) && anyOf.length === 2) {
    const other: unknown = anyOf.find((part) => !(isRecord(part) && part['type'] === 'null'));
    if (anyOf.some((part) => isRecord(part) && part['type'] === 'null') && isRecord(other)) {
      const { anyOf: _, ...rest } = schema;
      return { schema: { ...other, ...rest }, nullable: true };
    }
  }
  return { schema, nullable: false };
}

function fieldOf(name: string, raw: unknown, required: boolean): Field {
  const { schema, nullable } = withoutNull(isRecord(raw) ? raw : {});
  return {
    name,
    title: text(schema['title']) ?? humanize(name),
    description: text(schema['description']),
    group: text(schema['group']),
    unit: text(schema['unit']),
    required: required && schema['default'] === undefined,
    nullable,
    default: schema['default'],
    control: controlOf(schema),
  };
}

/** The fields of a form, in the order of the schema. A schema that is not a plain object is one JSON field. */
export function fieldsOf(schema: JsonSchema): readonly Field[] {
  const { type, properties, required } = schema;
  if (type !== 'object' || !isRecord(properties))
    return [{ ...fieldOf('', schema, true), title: 'Input', control: { kind: 'json' } }];
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, raw]) => fieldOf(name, raw, needed.includes(name)));
}

/** The fields by group, each group where its first field stands; null is the group of those without one. */
export function groupsOf(
  fields: readonly Field[],
): readonly { readonly title: string | null; readonly fields: readonly Field[] }[] {
  const groups = new Map<string | null, Field[]>();
  for (const field of fields) {
    const members = groups.get(field.group);
    if (members) members.push(field);
    else groups.set(field.group, [field]);
  }
  return [...groups].map(([title, members]) => ({ title, fields: members }));
}
