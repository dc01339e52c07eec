import { isRecord } from '../../is-record.ts';
import type { BulkFormat, Separator } from './format.ts';

/** The first rows as a table. */
export interface Preview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether there is more than is shown. */
  readonly more: boolean;
}

/** Rows shown. */
const ROWS = 4;

/** The elements of a JSON array that are whole in this beginning of its text. */
function elementsOf(head: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let inString = false;
  let start = head.indexOf('[') + 1;
  for (let i = start; i < head.length && elements.length <= ROWS; i += 1) {
    const c = head.charAt(i);
    if (inString) {
      if (c === '\\') i += 1;
      else if (c === '"') inString = false;
    } else if (c === '"') {
      inString = true;
    } else if (depth === 0 && (c === ',' || c === ']')) {
      elements.push(head.slice(start, i));
      start = i + 1;
      if (c === ']') break;
    } else if (c === '{' || c === '[') {
      depth += 1;
    } else if (c === '}' || c === ']') {
      depth -= 1;
    }
  }
  return elements.filter((element) => element.trim() !== '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

/** A submission by its parts: `task`, `input.steps`, `options.priority`. What is no submission is one cell. */
function cellsOf(text: string): ReadonlyMap<string, string> {
  const value = parsed(text);
  if (!isRecord(value)) return new Map([['row', shown(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, part]) =>
      isRecord(part)
        ? Object.entries(part).map(([field, inner]) => [`${name}.${field}`, shown(inner)] as const)
        : [[name, shown(part)] as const],
    ),
  );
}

function ofJson(texts: readonly string[], isWhole: boolean): Preview {
  const rows = texts.slice(0, ROWS).map(cellsOf);
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return {
    columns,
    rows: rows.map((row) => columns.map((column) => row.get(column) ?? '')),
    more: !isWhole || texts.length > ROWS,
  };
}

async function ofCsv(head: string, separator: Separator, isWhole: boolean): Promise<Preview> {
  const { parse } = await import('csv-parse/browser/esm/sync');
  // The same parser with the same settings as the server's; the last row of a beginning may be cut off, so it is left out.
  const records = parse(isWhole ? head : head.slice(0, head.lastIndexOf('\n') + 1), {
    bom: true,
    delimiter: separator,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    skip_records_with_error: true,
    to: ROWS + 2,
  });
  const [columns = [], ...rows] = records;
  return {
    columns: columns.map((name) => name.trim()),
    rows: rows.slice(0, ROWS),
    more: !isWhole || rows.length > ROWS,
  };
}

/** Reads the first rows of a text that may be cut off; `isWhole`: it is not. */
export async function previewOf(
  head: string,
  format: BulkFormat,
  separator: Separator,
  isWhole: boolean,
): Promise<Preview> {
  if (format === 'csv') return ofCsv(head, separator, isWhole);
  if (format === 'json') return ofJson(elementsOf(head), isWhole);
  const lines = head.replace(/^\uFEFF/, '').split('\n');
  if (!isWhole) lines.pop();
  return ofJson(
    lines.filter((line) => line.trim() !== ''),
    isWhole,
  );
}
