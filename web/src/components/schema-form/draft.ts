import { readDuration, writeDuration } from './duration.ts';
import type { Field } from './fields.ts';

/** What stands in a control: text as typed, or whether a box is ticked. A choice is the JSON of its value, '' when none is taken. */
export type Typed = string | boolean;

/** What stands in every control of a form, by the field's name. */
export type Draft = Readonly<Record<string, Typed>>;

/** What a control stands for: a value, nothing (the property is left out), or why it can't be read. */
export type Reading =
  | { readonly value: unknown }
  | { readonly fault: string }
  | Readonly<Record<never, never>>;

/** Groups the digits of a number as typed: `40000000.5` becomes `40,000,000.5`; anything else stays as it is. */
export function groupDigits(typed: string): string {
  const plain = typed.trim().replaceAll(',', '');
  if (!/^-?\d+(\.\d*)?$/.test(plain)) return typed;
  const [whole = '', fraction] = plain.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The number in `40,000,000`, `1e6` or `0.5`; null when it is none. */
function readNumber(typed: string): number | null {
  const plain = typed.replace(/[,_\s]/g, '');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

function numberReading(typed: string, integer: boolean): Reading {
  const value = readNumber(typed);
  if (value === null || !Number.isFinite(value)) return { fault: 'Not a number' };
  if (integer && !Number.isInteger(value)) return { fault: 'Must be a whole number' };
  if (integer && !Number.isSafeInteger(value)) return { fault: 'Too large to be exact' };
  return { value };
}

function listReading(typed: string, item: 'text' | 'number'): Reading {
  const lines = typed.split('\n').filter((line) => line.trim() !== '');
  if (item === 'text') return { value: lines };
  const numbers = lines.map(readNumber);
  const wrong = numbers.indexOf(null);
  return wrong === -1 ? { value: numbers } : { fault: `Line ${wrong + 1} is not a number` };
}

function jsonReading(typed: string): Reading {
  try {
    return { value: JSON.parse(typed) };
  } catch (error) {
    return {
      fault: `Not valid JSON: ${error instanceof Error ? error.message : 'can not be read'}`,
    };
  }
}

function emptyReading(field: Field): Reading {
  if (field.nullable) return { value: null };
  if (field.control.kind === 'list' || field.control.kind === 'words')
    // One that may be missing is: none at all is not the same as none in it.
    return field.required || field.default !== undefined ? { value: [] } : {};
  // A text with a default means the empty text when it is emptied: what you see is what is sent.
  if (field.control.kind === 'text' && (field.required || field.default !== undefined))
    return { value: '' };
  if (field.required) return { fault: 'Required' };
  return field.default === undefined
    ? {}
    : { fault: field.control.kind === 'number' ? 'Enter a number' : 'Can not be empty' };
}

/** What the control of a field stands for. */
export function read(field: Field, typed: Typed): Reading {
  const { control } = field;
  if (typeof typed === 'boolean') return { value: typed };
  if (typed.trim() === '' && (control.kind !== 'text' || typed === '')) return emptyReading(field);
  switch (control.kind) {
    case 'number':
      return numberReading(typed, control.integer);
    case 'duration': {
      const value = readDuration(typed);
      return value === null ? { fault: 'Not a duration: write 90 s, 5 m or 1 h 30 m' } : { value };
    }
    case 'instant': {
      const at = new Date(typed);
      return Number.isNaN(at.getTime()) ? { fault: 'Not a time' } : { value: at.toISOString() };
    }
    case 'words':
      return { value: typed.split(/[\s,]+/).filter((word) => word !== '') };
    case 'list':
      return listReading(typed, control.item);
    case 'choice':
    case 'json':
      return jsonReading(typed);
    default:
      return { value: typed };
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-22T14:31`, as a control for times holds it: in the reader's time zone. */
function localTime(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** How a value stands in the control of a field. What does not fit is shown as it is, so that it can be put right. */
export function write(field: Field, value: unknown): Typed {
  const { kind } = field.control;
  if (kind === 'boolean') return value === true;
  // What an old job has of it is not the secret, only the words that stand for it.
  if (kind === 'secret') return '';
  if (value === undefined || (value === null && field.nullable)) return '';
  if (kind === 'list' && Array.isArray(value)) return value.map(String).join('\n');
  if (kind === 'words' && Array.isArray(value)) return value.map(String).join(' ');
  if (kind === 'instant' && typeof value === 'string') return localTime(value);
  if (kind === 'choice') return JSON.stringify(value);
  if (kind === 'duration' && typeof value === 'number') return writeDuration(value);
  if (kind === 'number' && typeof value === 'number') return groupDigits(String(value));
  if (kind !== 'json' && (typeof value === 'string' || typeof value === 'number'))
    return String(value);
  return JSON.stringify(value, null, 2);
}

/**
 * What was typed as the panel would write it, for when the control is left: what was understood is then seen. Never while
 * it is typed into or entered: a text that changes under the cursor loses the selection.
 */
export function tidy(field: Field, typed: Typed): Typed {
  const { kind } = field.control;
  if (typeof typed === 'boolean') return typed;
  if (kind === 'number') return groupDigits(typed);
  const ms = kind === 'duration' ? readDuration(typed) : null;
  return ms === null ? typed : writeDuration(ms);
}

/** A draft filled from `values` (an old job's input, say), from the defaults where they say nothing. */
export function draftOf(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>> = {},
): Draft {
  return Object.fromEntries(
    fields.map((field) => {
      const value = values[field.name];
      return [field.name, write(field, value === undefined ? field.default : value)];
    }),
  );
}

const same = (a: Reading, b: Reading): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether a field would be sent with something else than its default: `1,000` is not another number than `1000`. */
export function isChanged(field: Field, typed: Typed): boolean {
  return !same(read(field, typed), read(field, write(field, field.default)));
}

/** What a draft stands for: the input, and per field why it can't be read. */
export function readDraft(
  fields: readonly Field[],
  draft: Draft,
): { readonly input: unknown; readonly faults: Readonly<Record<string, string>> } {
  const input: Record<string, unknown> = {};
  const faults: Record<string, string> = {};
  for (const field of fields) {
    const reading = read(field, draft[field.name] ?? '');
    if ('fault' in reading) faults[field.name] = reading.fault;
    else if ('value' in reading) input[field.name] = reading.value;
  }
  const whole = fields.length === 1 && fields[0]?.name === '';
  return { input: whole ? input[''] : input, faults };
}
